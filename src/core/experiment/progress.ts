import { countsOf, type StateCounts } from './counts';
import type { ExperimentEvent } from './events';
import type { ExperimentInputs } from './inputs';
import type { Plan } from './plan';
import { staleOf, type Stale } from './stale';
import { recordsOf, statesOf, withoutDriver, type JobRecord, type PlannedState } from './standing';

/** How far an experiment is, as its journal and its plan say it. */
export interface ExperimentProgress {
  readonly records: ReadonlyMap<string, JobRecord>;
  /** In the order of the plan. */
  readonly states: ReadonlyMap<string, PlannedState>;
  readonly counts: StateCounts;
  readonly stale: Stale | null;
}

/**
 * @param events its journal
 * @param driven does a driver live? Jobs of this machine end with theirs, whether it could still write that down or not
 */
export function progressOf({ plan, inputs }: { readonly plan: Plan; readonly inputs: ExperimentInputs }, events: readonly ExperimentEvent[], driven: boolean): ExperimentProgress {
  const written = recordsOf(events);
  const records = driven ? written : withoutDriver(written);
  const states = statesOf(plan.jobs, records);
  return { records, states, counts: countsOf(states.values()), stale: staleOf(events, inputs, plan) };
}
