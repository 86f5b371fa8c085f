import type { ExperimentEvent } from '../../core/experiment/events';
import type { Plan } from '../../core/experiment/plan';
import { progressOf, type ExperimentProgress } from '../../core/experiment/progress';
import { recordsOf, type JobEnd } from '../../core/experiment/standing';
import type { Driver, ExperimentStore } from '../../ports/experimentStore';
import type { PlannedExperiment } from './readExperiment';

export interface StandsNow {
  readonly events: readonly ExperimentEvent[];
  /** Undefined while nobody carries it out. */
  readonly driver: Driver | undefined;
  readonly progress: ExperimentProgress;
}

/** How far an experiment is, whoever carries it out, and also while nobody does. @throws UserError `bad-run` or `disk` */
export async function standsNow({ name, inputs, plan }: PlannedExperiment, store: Pick<ExperimentStore, 'events' | 'driverOf' | 'endOf'>): Promise<StandsNow> {
  const driver = await store.driverOf(name);
  const events = await store.events(name);
  return { events, driver, progress: progressOf({ plan, inputs }, events, driver === undefined ? await unfollowedEnds(plan, events, store) : undefined) };
}

/**
 * Slurm's jobs go on without a driver, and their ends stand in no journal: they are found in the jobs' own folders.
 *
 * @returns by the job's ID
 */
export async function unfollowedEnds({ jobs }: Plan, events: readonly ExperimentEvent[], store: Pick<ExperimentStore, 'endOf'>): Promise<ReadonlyMap<string, JobEnd>> {
  const records = recordsOf(events);
  const ends = new Map<string, JobEnd>();
  for (const job of jobs) {
    const record = records.get(job.id);
    if (record?.state !== 'submitted' || record.handle.executor !== 'slurm') continue;
    const end = await store.endOf(job, record.handle);
    if (end !== undefined) ends.set(job.id, end);
  }
  return ends;
}
