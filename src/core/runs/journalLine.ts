import * as z from 'zod';
import { jsonOf } from '../jsonOf';
import { labels } from '../nli/label';
import type { Prediction } from '../scoring/prediction';

const lineSchema = z.object({
  id: z.string(),
  label: z.enum([...labels, 'non-entailment']),
  logprobs: z.record(z.enum(labels), z.number()).optional(),
  mass: z.number().optional(),
});

/** One line of `predictions.jsonl`, without its line end. */
export function formatJournalLine({ id, label, scores }: Prediction): string {
  return JSON.stringify(scores === undefined ? { id, label } : { id, label, logprobs: scores.logprobs, mass: scores.mass });
}

/** @returns undefined when the line is no prediction. */
export function parseJournalLine(line: string): Prediction | undefined {
  const parsed = lineSchema.safeParse(jsonOf(line));
  if (!parsed.success) return undefined;
  const { id, label, logprobs, mass } = parsed.data;
  return logprobs === undefined || mass === undefined ? { id, label } : { id, label, scores: { logprobs, mass } };
}
