import type { Job } from './job';
import { Schedule } from './schedule';
import type { PlannedState } from './standing';

export interface EndsOptions {
  /** Jobs at a time. */
  readonly atOnce: number;
  /** Seconds that a job still takes. */
  readonly secondsLeft: (job: Job) => number;
}

/** So many jobs between two pauses. */
const slice = 256;

/**
 * When each job that is not finished will be, in seconds from now: so many at a time, in the plan's order, none before
 * those that it needs. With pauses.
 *
 * @returns by the job's ID
 */
export function* endsOf(jobs: readonly Job[], states: ReadonlyMap<string, PlannedState>, { atOnce, secondsLeft }: EndsOptions): Generator<undefined, Map<string, number>> {
  const left = jobs.filter(({ id }) => states.get(id) !== 'finished');
  yield;
  const schedule = new Schedule(left);
  yield;
  const ends = new Map<string, number>();
  /** The next to end last. */
  const running: { readonly job: Job; readonly end: number }[] = [];
  const start = (job: Job, now: number): void => {
    const end = now + secondsLeft(job);
    const place = running.findLastIndex((other) => other.end > end) + 1;
    running.splice(place, 0, { job, end });
  };
  // What is under way has its place already; in a queue that keeps the order, a job may stand before what it needs has ended.
  const underWay = new Set(left.filter(({ id, after }) => states.get(id) === 'submitted' && after.every((each) => states.get(each) === 'finished')));
  for (const job of underWay) start(job, 0);
  for (let now = 0; ; ) {
    while (running.length < atOnce) {
      const job = schedule.next();
      if (job === undefined) break;
      if (!underWay.has(job)) start(job, now);
    }
    const first = running.pop();
    if (first === undefined) return ends;
    now = first.end;
    ends.set(first.job.id, now);
    schedule.met(first.job.id);
    if (ends.size % slice === 0) yield;
  }
}

/** When the last of some jobs ends; 0 where all are finished. */
export function lastEnd(jobs: Iterable<Pick<Job, 'id'>>, ends: ReadonlyMap<string, number>): number {
  let last = 0;
  for (const { id } of jobs) last = Math.max(last, ends.get(id) ?? 0);
  return last;
}
