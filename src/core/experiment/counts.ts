import { count } from '../report/format';
import type { PlannedState } from './standing';

export type StateCounts = Readonly<Record<PlannedState, number>>;

export function countsOf(states: Iterable<PlannedState>): StateCounts {
  const counts = { waiting: 0, blocked: 0, submitted: 0, finished: 0, failed: 0, stopped: 0 };
  for (const state of states) counts[state] += 1;
  return counts;
}

export function allOf(counts: StateCounts): number {
  return Object.values(counts).reduce((sum, jobs) => sum + jobs, 0);
}

/** `12 of 257 jobs finished, 2 under way, 1 failed`. @param finished what follows the counts of the finished */
export function describeCounts(counts: StateCounts, finished = ' jobs finished'): string {
  const others = [
    [counts.submitted, 'under way'],
    [counts.failed, 'failed'],
    [counts.blocked, 'blocked by those'],
    [counts.stopped, 'stopped'],
  ] as const;
  return [`${count(counts.finished)} of ${count(allOf(counts))}${finished}`, ...others.filter(([jobs]) => jobs > 0).map(([jobs, what]) => `${count(jobs)} ${what}`)].join(', ');
}
