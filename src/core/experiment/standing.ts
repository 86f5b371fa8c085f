import type { JobHandle } from '../jobs/job';
import type { ExperimentEvent } from './events';
import type { Job } from './job';

/** What the journal says of a job that was submitted at least once. */
export type JobRecord =
  | { readonly state: 'submitted'; readonly attempts: number; readonly at: string; readonly handle: JobHandle }
  | { readonly state: 'finished'; readonly attempts: number; readonly seconds: number }
  | { readonly state: 'failed'; readonly attempts: number; readonly reason: string }
  | { readonly state: 'stopped'; readonly attempts: number; readonly reason: string };

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

/** The same where no driver lives: jobs of this machine have ended with theirs. */
export function withoutDriver(records: ReadonlyMap<string, JobRecord>): Map<string, JobRecord> {
  return new Map(
    [...records].map(([id, record]) =>
      record.state === 'submitted' && record.handle.executor === 'local' ? [id, { state: 'stopped', attempts: record.attempts, reason: 'It ended with the process that started it.' }] : [id, record],
    ),
  );
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
