import * as z from 'zod';
import type { JobStatus } from './job';

/** Files in a job's folder. */
export const jobFiles = {
  /** What the program wrote to standard output; only of its last start. */
  output: 'output',
  /** What the program wrote to standard error, of all its starts. */
  log: 'log',
  exit: 'exit.json',
} as const;

/** `left`: the process that it lived with ended before it. */
export const stopReasonSchema = z.enum(['cancelled', 'left', 'time limit']);
export type StopReason = z.infer<typeof stopReasonSchema>;

/** `exit.json`: how a job ended. The job itself leaves it, as a whole or not at all. */
export const exitRecordSchema = z.object({
  /** The handle's ID: a folder may hold the record of an earlier submission. */
  job: z.string(),
  code: z.int().nonnegative(),
  /** Why it was told to stop before its end, if it was. */
  stopped: stopReasonSchema.nullable(),
  /** ISO 8601. */
  begun: z.string(),
  ended: z.string(),
});
export type ExitRecord = z.infer<typeof exitRecordSchema>;

/** A program that was asked to stop may still have come to its end. */
export function statusOf({ code, stopped, begun, ended }: ExitRecord): JobStatus {
  if (code === 0) return { state: 'finished', code, reason: null, seconds: Math.max(0, Date.parse(ended) - Date.parse(begun)) / 1000 };
  switch (stopped) {
    case null:
      return { state: 'failed', code, reason: `It ended with exit code ${code}.` };
    case 'cancelled':
      return { state: 'cancelled', code, reason: 'It was cancelled.' };
    case 'left':
      return { state: 'lost', code, reason: 'It was stopped because the process that started it ended. Submit it again, and it goes on with what it has done.' };
    case 'time limit':
      return { state: 'failed', code, reason: 'Its time limit came, and Slurm did not take it back into the queue. Submit it again, and it goes on with what it has done.' };
  }
}
