import * as z from 'zod';
import { jsonOf } from '../jsonOf';
import { jobHandleSchema } from '../jobs/job';
import { sha256Schema } from '../sha256';

const at = z.string();
/** A job is called by its identity. */
const job = sha256Schema;

/** A line of an experiment's journal. */
export const experimentEventSchema = z.discriminatedUnion('type', [
  /** A driver began, with these files by the part that they play. */
  z.object({ type: z.literal('began'), at, executor: z.string(), jobs: z.int(), inputs: z.record(z.string(), z.object({ file: z.string(), sha256: z.string() })) }),
  /** The handle is the executor's, by which it knows the job again. */
  z.object({ type: z.literal('submitted'), at, job, attempt: z.int().positive(), handle: jobHandleSchema }),
  z.object({
    type: z.literal('finished'),
    at,
    job,
    /** From its beginning to its end. */
    seconds: z.number().nonnegative(),
    /** For estimates, when the plan may be another one. */
    kind: z.string(),
    work: z.number().nonnegative(),
    bytes: z.number().nonnegative(),
  }),
  z.object({ type: z.literal('failed'), at, job, reason: z.string() }),
  /** Ended without its own doing: by a wish, or with the machine. It goes on when it is started again. */
  z.object({ type: z.literal('stopped'), at, job, reason: z.string() }),
  /** What it left is gone, so that it has to be done again. */
  z.object({ type: z.literal('gone'), at, job }),
]);
export type ExperimentEvent = z.infer<typeof experimentEventSchema>;

export function formatEvent(event: ExperimentEvent): string {
  return JSON.stringify(event);
}

/** @returns undefined for a line that is none */
export function parseEvent(line: string): ExperimentEvent | undefined {
  const parsed = experimentEventSchema.safeParse(jsonOf(line));
  return parsed.success ? parsed.data : undefined;
}
