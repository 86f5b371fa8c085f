import * as z from 'zod';
import { labels } from '../nli/label';
import type { Prediction } from '../scoring/prediction';

const rowSchema = z.object({
  source: z.object({
    check: z.object({
      label: z.enum(labels),
      logprobs: z.record(z.enum(labels), z.number()).optional(),
      mass: z.number().optional(),
    }),
  }),
});

/**
 * What the label check said of a generated example.
 *
 * @param id of the example
 * @param row the line of the set
 * @returns undefined where the line says nothing of it
 */
export function checkedLabel(id: string, row: string): Prediction | undefined {
  // Most lines of most sets have none, and a second parsing is dear.
  if (!row.includes('"check"')) return undefined;
  const parsed = rowSchema.safeParse(JSON.parse(row));
  if (!parsed.success) return undefined;
  const { label, logprobs, mass } = parsed.data.source.check;
  return logprobs === undefined || mass === undefined ? { id, label } : { id, label, scores: { logprobs, mass } };
}
