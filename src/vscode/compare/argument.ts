import * as z from 'zod';
import type { RunPair } from './comparePanel';

/** What “Compare Runs…” may be called with. */
const pairSchema = z.object({ a: z.string(), b: z.string() });

/** The two runs, where they are known already. */
export function pairOf(argument: unknown): RunPair | undefined {
  // The button in the title of the Runs view is given the row that has the focus.
  return pairSchema.safeParse(argument).data;
}
