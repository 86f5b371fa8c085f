import * as z from 'zod';
import { labels } from '../../src/core/nli/label';

/* What the pages' contracts have in common. */

export const anyLabelSchema = z.enum([...labels, 'non-entailment']);

/** Right answers of a group of examples; no accuracy and no interval where the group is empty. */
export const tallySchema = z.object({
  correct: z.number(),
  total: z.number(),
  accuracy: z.number().nullable(),
  interval: z.tuple([z.number(), z.number()]).readonly().nullable(),
});

export const warningSchema = z.object({
  code: z.string(),
  message: z.string(),
  /** What the page offers to do about it. */
  offer: z.literal('evaluate-mnli').optional(),
});
export const warningsSchema = z.array(warningSchema).readonly();

/** All runs that can be chosen, newest first. */
export const runChoicesSchema = z.array(z.object({ id: z.string(), title: z.string() })).readonly();
export type RunChoices = z.infer<typeof runChoicesSchema>;

/** Figures rounded for reading, a text a column. */
export const tableSchema = z.object({
  columns: z.array(z.object({ name: z.string(), number: z.boolean() })).readonly(),
  rows: z.array(z.array(z.string()).readonly()).readonly(),
});
export type ShownTable = z.infer<typeof tableSchema>;

/** What was asked for cannot be done, or what is shown is there no more: a sentence for the reader. */
export const problemSchema = z.object({ type: z.literal('problem'), message: z.string() });

/** The page is there, and listens. */
export const readySchema = z.object({ type: z.literal('ready') });
export const copySchema = z.object({ type: z.literal('copy'), format: z.enum(['csv', 'markdown']) });
export const savePngSchema = z.object({ type: z.literal('savePng'), dataUrl: z.string().startsWith('data:image/png;base64,') });
