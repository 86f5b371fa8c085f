import { drained } from '../drained';
import { endsOf, lastEnd } from './ends';
import type { ExperimentEvent } from './events';
import { jobKinds, type Job, type JobKind } from './job';
import type { Plan } from './plan';
import { resourcesOf } from './resources';
import type { Experiment } from './settings';
import type { PlannedState } from './standing';

/** What a job costs: so much for itself, and so much for each example or sample. */
interface Cost {
  readonly start: number;
  readonly each: number;
}

/** How long jobs of a kind take, and what they leave on the disk. */
export interface Throughput {
  /** Its start: starting, loading. */
  readonly seconds: Cost;
  /** Its start: a training's checkpoint and adapter. */
  readonly bytes: Cost;
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

/** What finished jobs have taken. */
export function throughputsOf(events: readonly ExperimentEvent[]): Partial<Record<JobKind, Throughput>> {
  const finished = events.filter((event) => event.type === 'finished');
  return Object.fromEntries(
    jobKinds.flatMap((kind) => {
      const these = finished.filter((event) => event.kind === kind);
      if (these.length === 0) return [];
      const seconds = these.map((job): Point => ({ work: job.work, cost: job.seconds }));
      const bytes = these.map((job): Point => ({ work: job.work, cost: job.bytes }));
      // A checkpoint is as large whatever it has learnt from.
      const otherwise = kind === 'train' || kind === 'train-generator' ? constant : proportional;
      return [[kind, { seconds: line(seconds) ?? proportional(seconds), bytes: line(bytes) ?? otherwise(bytes), jobs: these.length }]];
    }),
  );
}

interface Point {
  readonly work: number;
  readonly cost: number;
}

/** By least squares; undefined where the jobs do not differ in size, and where what the line would have is noise. */
function line(points: readonly Point[]): Cost | undefined {
  const [work, cost] = [mean(points.map((point) => point.work)), mean(points.map((point) => point.cost))];
  const spread = points.reduce((sum, point) => sum + (point.work - work) ** 2, 0);
  const each = spread === 0 ? 0 : points.reduce((sum, point) => sum + (point.work - work) * (point.cost - cost), 0) / spread;
  const start = cost - each * work;
  // Nothing takes less than nothing.
  return each <= 0 || start < 0 ? undefined : { start, each };
}

function proportional(points: readonly Point[]): Cost {
  const work = points.reduce((sum, point) => sum + point.work, 0);
  return { start: 0, each: work === 0 ? 0 : points.reduce((sum, point) => sum + point.cost, 0) / work };
}

function constant(points: readonly Point[]): Cost {
  return { start: Math.max(...points.map(({ cost }) => cost)), each: 0 };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function costOf(job: Pick<Job, 'work'>, cost: Cost | undefined): number {
  return cost === undefined ? 0 : cost.start + cost.each * job.work;
}

/** What is left to be done, from what was measured. */
export function estimateOf(plan: Pick<Plan, 'jobs'>, states: ReadonlyMap<string, PlannedState>, experiment: Experiment, throughputs: Partial<Record<JobKind, Throughput>>): Estimate {
  const left = plan.jobs.filter(({ id }) => states.get(id) !== 'finished');
  let [seconds, gpuHours, bytes] = [0, 0, 0];
  for (const job of left) {
    const takes = secondsOf(job, throughputs);
    seconds += takes;
    gpuHours += (takes / 3600) * gpusOf(job, experiment);
    bytes += costOf(job, throughputs[job.kind]?.bytes);
  }
  const ends = drained(endsOf(plan.jobs, states, { atOnce: experiment.jobs, secondsLeft: (job) => secondsOf(job, throughputs) }));
  return { jobs: left.length, seconds, elapsed: lastEnd(left, ends), gpuHours, bytes, unknown: unmeasured(left, throughputs) };
}

/** What a job takes; 0 where nothing of its kind was measured. */
export function secondsOf(job: Pick<Job, 'kind' | 'work'>, throughputs: Partial<Record<JobKind, Throughput>>): number {
  return costOf(job, throughputs[job.kind]?.seconds);
}

/** Kinds of these jobs of which nothing was measured. */
export function unmeasured(jobs: readonly Pick<Job, 'kind'>[], throughputs: Partial<Record<JobKind, Throughput>>): JobKind[] {
  return jobKinds.filter((kind) => throughputs[kind] === undefined && jobs.some((job) => job.kind === kind));
}

function gpusOf({ kind }: Job, experiment: Experiment): number {
  if (experiment.executor === 'local') return 0;
  const { gpus = 0 } = resourcesOf(kind, experiment);
  return typeof gpus === 'number' ? gpus : Number(gpus.split(':').at(-1));
}
