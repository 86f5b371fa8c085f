import type { ExperimentEvent } from './events';
import { jobKinds, type Job, type JobKind } from './job';
import type { Plan } from './plan';
import { resourcesOf } from './resources';
import type { Experiment } from './settings';
import type { PlannedState } from './standing';

/** How long jobs of a kind take, and what they leave on the disk. */
export interface Throughput {
  /** Seconds of a job before and after its work: starting, loading. */
  readonly start: number;
  /** Seconds for each example or sample. */
  readonly each: number;
  /** Largest job's bytes. */
  readonly bytes: number;
  /** Jobs that were measured. */
  readonly jobs: number;
}

export interface Estimate {
  /** Jobs that are not finished. */
  readonly jobs: number;
  /** Summed over these jobs, as if one ran after the other. */
  readonly seconds: number;
  /** With so many jobs at a time as the experiment allows, and no job before those that it needs. */
  readonly elapsed: number;
  readonly gpuHours: number;
  readonly bytes: number;
  /** Kinds of which nothing was measured, so that their jobs are not counted. */
  readonly unknown: readonly JobKind[];
}

/**
 * What finished jobs have taken: a line through their times where they differ in size (least squares), else as if
 * each example took the same.
 */
export function throughputsOf(events: readonly ExperimentEvent[]): Partial<Record<JobKind, Throughput>> {
  const finished = events.filter((event) => event.type === 'finished');
  return Object.fromEntries(
    jobKinds.flatMap((kind) => {
      const these = finished.filter((event) => event.kind === kind);
      return these.length === 0 ? [] : [[kind, { ...fitted(these), bytes: Math.max(...these.map(({ bytes }) => bytes)), jobs: these.length }]];
    }),
  );
}

function fitted(jobs: readonly { readonly work: number; readonly seconds: number }[]): Pick<Throughput, 'start' | 'each'> {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [work, seconds] = [mean(jobs.map((job) => job.work)), mean(jobs.map((job) => job.seconds))];
  const spread = jobs.reduce((sum, job) => sum + (job.work - work) ** 2, 0);
  const slope = spread === 0 ? 0 : jobs.reduce((sum, job) => sum + (job.work - work) * (job.seconds - seconds), 0) / spread;
  const start = seconds - slope * work;
  // Nothing takes less than no time: what the line would have otherwise is noise.
  return slope <= 0 || start < 0 ? { start: 0, each: work === 0 ? 0 : seconds / work } : { start, each: slope };
}

/** What is left to be done, from what was measured. */
export function estimateOf(plan: Pick<Plan, 'jobs'>, states: ReadonlyMap<string, PlannedState>, experiment: Experiment, throughputs: Partial<Record<JobKind, Throughput>>): Estimate {
  const left = plan.jobs.filter(({ id }) => states.get(id) !== 'finished');
  const ends = new Map<string, number>();
  let [seconds, gpuHours, bytes, longest] = [0, 0, 0, 0];
  for (const job of left) {
    const known = throughputs[job.kind];
    const takes = known === undefined ? 0 : known.start + known.each * job.work;
    seconds += takes;
    gpuHours += (takes / 3600) * gpusOf(job, experiment);
    bytes += known?.bytes ?? 0;
    const end = Math.max(0, ...job.after.map((id) => ends.get(id) ?? 0)) + takes;
    ends.set(job.id, end);
    longest = Math.max(longest, end);
  }
  const unknown = jobKinds.filter((kind) => throughputs[kind] === undefined && left.some((job) => job.kind === kind));
  // No schedule beats the longest chain, nor all work shared out evenly.
  return { jobs: left.length, seconds, elapsed: Math.max(longest, seconds / experiment.jobs), gpuHours, bytes, unknown };
}

function gpusOf({ kind }: Job, experiment: Experiment): number {
  if (experiment.executor === 'local') return 0;
  const { gpus = 0 } = resourcesOf(kind, experiment);
  return typeof gpus === 'number' ? gpus : Number(gpus.split(':').at(-1));
}
