import * as z from 'zod';

/*
 * A run, a generation and a training may take several sittings, each of which goes on where the one before it ended.
 * Their records say how they stand in the same fields.
 */

export const sittingStateSchema = z.enum(['running', 'finished', 'cancelled', 'failed']);
export type SittingState = z.infer<typeof sittingStateSchema>;

export const sittingFields = {
  state: sittingStateSchema,
  /** Why it failed, in a sentence. */
  problem: z.string().nullable(),
  versions: z.object({ blindspot: z.string(), node: z.string() }),
  /** ISO 8601; `seconds` is the time spent on the work itself, summed over sittings. */
  times: z.object({ started: z.string(), updated: z.string(), finished: z.string().nullable(), seconds: z.number() }),
};

/** Times of a record. */
export type SittingTimes = z.infer<(typeof sittingFields)['times']>;
