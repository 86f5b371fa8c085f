import { countsOf, type StateCounts } from './counts';
import type { ExperimentEvent } from './events';
import type { ExperimentInputs } from './inputs';
import type { Plan } from './plan';
import { staleOf, type Stale } from './stale';
import { recordsOf, statesOf, withoutDriver, type JobEnd, type JobRecord, type PlannedState } from './standing';

/** How far an experiment is, as its journal and its plan say it. */
export interface ExperimentProgress {
  readonly records: ReadonlyMap<string, JobRecord>;
  /** In the order of the plan. */
  readonly states: ReadonlyMap<string, PlannedState>;
  readonly counts: StateCounts;
  readonly stale: Stale | null;
  /** Jobs that Slurm has carried out since nobody follows them. */
  readonly unfollowed: number;
}

/**
 * @param events its journal
 * @param ends where no driver lives: how jobs with Slurm have ended since. Jobs of this machine end with their driver,
 * whether it could still write that down or not
 */
export function progressOf({ plan, inputs }: { readonly plan: Plan; readonly inputs: ExperimentInputs }, events: readonly ExperimentEvent[], ends: ReadonlyMap<string, JobEnd> | undefined): ExperimentProgress {
  const written = recordsOf(events);
  const records = ends === undefined ? written : withoutDriver(written, ends);
  const states = statesOf(plan.jobs, records);
  return { records, states, counts: countsOf(states.values()), stale: staleOf(events, inputs, plan), unfollowed: ends?.size ?? 0 };
}
