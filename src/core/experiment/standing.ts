import type { JobHandle, JobStatus } from '../jobs/job';
import type { ExperimentEvent } from './events';
import type { Job } from './job';

/** How a job came to its end. */
export type JobEnd = { readonly state: 'finished'; readonly seconds: number } | { readonly state: 'failed' | 'stopped'; readonly reason: string };

/** What the journal says of a job that was submitted at least once. */
export type JobRecord = { readonly attempts: number } & ({ readonly state: 'submitted'; readonly at: string; readonly handle: JobHandle } | JobEnd);

/**
 * What an end comes to for the experiment.
 *
 * @param left is there what the job was to leave?
 */
export function endOf({ output }: Pick<Job, 'output'>, { state, reason, seconds = 0 }: JobStatus, left: boolean): JobEnd {
  if (state === 'finished') return left ? { state, seconds } : { state: 'failed', reason: `It ended well and left no ${output}.` };
  return { state: state === 'failed' ? 'failed' : 'stopped', reason: reason ?? 'No reason is known.' };
}

/** The journal's last word on each job, by its ID. */
export function recordsOf(events: readonly ExperimentEvent[]): Map<string, JobRecord> {
  const records = new Map<string, JobRecord>();
  for (const event of events) note(records, event);
  return records;
}

/** Takes one more event. */
export function note(records: Map<string, JobRecord>, event: ExperimentEvent): void {
  if (event.type === 'began') return;
  const attempts = records.get(event.job)?.attempts ?? 0;
  switch (event.type) {
    case 'submitted':
      records.set(event.job, { state: 'submitted', attempts: event.attempt, at: event.at, handle: event.handle });
      return;
    case 'finished':
      records.set(event.job, { state: 'finished', attempts, seconds: event.seconds });
      return;
    case 'failed':
    case 'stopped':
      records.set(event.job, { state: event.type, attempts, reason: event.reason });
      return;
    case 'gone':
      records.set(event.job, { state: 'stopped', attempts, reason: 'what it left is gone' });
  }
}

const endedWithDriver: JobEnd = { state: 'stopped', reason: 'It ended with the process that started it.' };

/**
 * The same where no driver lives: jobs of this machine have ended with theirs, and Slurm's have gone on.
 *
 * @param ends of those that have come to their end meanwhile
 */
export function withoutDriver(records: ReadonlyMap<string, JobRecord>, ends: ReadonlyMap<string, JobEnd>): Map<string, JobRecord> {
  const now = new Map(records);
  for (const [id, record] of records) {
    if (record.state !== 'submitted') continue;
    const end = record.handle.executor === 'local' ? endedWithDriver : ends.get(id);
    if (end !== undefined) now.set(id, { attempts: record.attempts, ...end });
  }
  return now;
}

/** Where a job of the plan stands. `blocked`: something that it needs has failed. */
export type PlannedState = 'waiting' | 'blocked' | 'submitted' | 'finished' | 'failed' | 'stopped';

/** Each job's state, in the order of the plan. */
export function statesOf(jobs: readonly Job[], records: ReadonlyMap<string, JobRecord>): Map<string, PlannedState> {
  const states = new Map<string, PlannedState>();
  for (const job of jobs) {
    const record = records.get(job.id);
    // Those that it needs stand before it.
    const blocked = job.after.some((each) => ['failed', 'blocked'].includes(states.get(each) ?? ''));
    states.set(job.id, record?.state === 'finished' ? 'finished' : blocked ? 'blocked' : (record?.state ?? 'waiting'));
  }
  return states;
}
