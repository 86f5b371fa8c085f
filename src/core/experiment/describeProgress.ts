import { count } from '../report/format';
import { describeSeconds } from '../runs/duration';
import { allOf, describeCounts, type StateCounts } from './counts';
import type { Job } from './job';
import type { PlannedState } from './standing';

/** Where some jobs stand together. `underWay`: some run or are in a queue. `begun`: some are finished, and nothing is wrong. */
export type BranchState = 'failed' | 'blocked' | 'underWay' | 'finished' | 'stopped' | 'begun' | 'waiting';

export function branchStateOf(counts: StateCounts): BranchState {
  if (counts.failed > 0) return 'failed';
  if (counts.blocked > 0) return 'blocked';
  if (counts.submitted > 0) return 'underWay';
  if (counts.finished === allOf(counts)) return 'finished';
  if (counts.stopped > 0) return 'stopped';
  return counts.finished > 0 ? 'begun' : 'waiting';
}

/** What a reader is told where Slurm's jobs have ended since the last drive, and others are left. Empty where that is not so. */
export function describeUnfollowed(unfollowed: number, counts: StateCounts): string {
  if (unfollowed === 0 || counts.finished === allOf(counts)) return '';
  return `${count(unfollowed)} ${unfollowed === 1 ? 'job has' : 'jobs have'} ended with Slurm since the last drive: resume the experiment, and it goes on with what is left.`;
}

/** How long something still takes, as far as it is known. */
export interface TimeLeft {
  readonly seconds: number;
  /** Is something in it of which nothing was measured? */
  readonly atLeast: boolean;
}

/** `12 of 59, 2 under way, 1 failed · about 14 min left`: what matters most first, because a narrow view cuts the end off. */
export function describeBranch(counts: StateCounts, left: TimeLeft): string {
  const done = describeCounts(counts, '');
  const time = counts.finished === allOf(counts) ? '' : describeTimeLeft(left);
  return time === '' ? done : `${done} · ${time}`;
}

/** Empty where nothing is known. */
export function describeTimeLeft({ seconds, atLeast }: TimeLeft): string {
  return seconds < 1 ? '' : `${atLeast ? 'at least' : 'about'} ${describeSeconds(roughly(seconds))} left`;
}

/** An estimate has no seconds from ten minutes on. */
function roughly(seconds: number): number {
  return seconds < 600 ? seconds : 60 * Math.round(seconds / 60);
}

export interface JobStanding {
  readonly state: PlannedState;
  /** Why it failed or was stopped. */
  readonly reason: string | null;
  /** That it took, or that it takes by what was measured; null where nobody knows. */
  readonly seconds: number | null;
  /** The last that it told of itself. */
  readonly told: string | null;
  /** Until its end; null where nobody knows. */
  readonly secondsLeft: number | null;
}

/** What a job is called where its cell is known: `test on HANS, seed 1`, so that a narrow view still has room for how it stands. */
export function jobInCell({ kind, title }: Pick<Job, 'kind' | 'title'>): string {
  const [seed = ''] = /, seed \d+$/.exec(title) ?? [];
  if (kind === 'evaluate') return `${title.split(':')[0] ?? title}${seed}`;
  return kind === 'train' ? `train${seed}` : title;
}

/** `42 s`, `1,200 of 3,000 examples, 19.5 a second, 1 min 32 s left`, `It ended with exit code 1.` */
export function describeJobStanding({ state, reason, seconds, told, secondsLeft }: JobStanding): string {
  switch (state) {
    case 'finished':
      return seconds === null ? 'finished' : describeSeconds(seconds);
    case 'submitted': {
      const time = secondsLeft === null ? '' : describeTimeLeft({ seconds: secondsLeft, atLeast: false });
      return [told ?? 'under way', ...(time === '' || told?.includes(' left') === true ? [] : [time])].join(' · ');
    }
    case 'failed':
      return reason ?? 'failed';
    case 'stopped':
      return 'stopped';
    case 'blocked':
      return 'blocked by what failed';
    case 'waiting':
      return seconds === null || seconds < 1 ? '' : `takes about ${describeSeconds(roughly(seconds))}`;
  }
}
