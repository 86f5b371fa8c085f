import * as z from 'zod';
import { problemSchema, readySchema, savePngSchema, tableSchema } from '../shared/contract';

/*
 * Everything that the bias page and the extension say to each other. Both sides check what arrives
 * against these schemas. The page computes no figures: what it shows, it was sent.
 */

/** As many sets as one chart can tell apart, beside what they are held against. */
export const mostSets = 6;

/** What the chart can show: see `ShownChart`. */
const viewSchema = z.enum(['entailment', 'overlap']);
export type View = z.infer<typeof viewSchema>;

const barSchema = z.object({
  /** The part that is counted and what it is a part of. */
  part: z.number(),
  whole: z.number(),
  /** The share and its 95 % Wilson interval; null where the set has nothing to have a share of. */
  value: z.number().nullable(),
  interval: z.tuple([z.number(), z.number()]).readonly().nullable(),
});
export type Bar = z.infer<typeof barSchema>;

const chartSchema = z.object({
  caption: z.string(),
  /** Bars in the order of `names`. */
  groups: z.array(z.object({ title: z.string(), bars: z.array(barSchema).readonly() })).readonly(),
});
export type ShownChart = z.infer<typeof chartSchema>;

const headedTable = tableSchema.extend({
  key: z.enum(['entailment', 'filter', 'labels', 'cues', 'yield']),
  title: z.string(),
  /** How to read it, in a sentence or two. */
  note: z.string(),
});
export type HeadedTable = z.infer<typeof headedTable>;
export type TableKey = HeadedTable['key'];

const setSchema = z.object({
  file: z.string(),
  /** Its name, short and different from the others'. */
  name: z.string(),
  /** Why it could not be measured; null when it was. */
  problem: z.string().nullable(),
  examples: z.number(),
  /** Is training on it likely to strengthen the heuristic, and from what numbers? */
  headline: z.string(),
  reason: z.string(),
  /** Labels in other spellings and rows without one, in a sentence each. */
  notes: z.array(z.string()).readonly(),
  /** The first lines that cannot be used, and how many there are. */
  broken: z.object({ lines: z.array(z.object({ line: z.number(), problem: z.string() })).readonly(), total: z.number() }),
});
export type ShownSet = z.infer<typeof setSchema>;

/** What the extension says to the page. */
export const toPageSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('bias'),
    sets: z.array(setSchema).readonly(),
    /** What they are held against. Its file is null where it is the figures that come with the product. */
    against: z.object({
      name: z.string(),
      file: z.string().nullable(),
      /** Why a file that was chosen is not what they are held against; null when nothing is wrong. */
      problem: z.string().nullable(),
    }),
    caveat: z.string(),
    /** The sets that were measured, and last what they are held against. */
    names: z.array(z.string()).readonly(),
    charts: z.record(viewSchema, chartSchema),
    tables: z.array(headedTable).readonly(),
  }),
  problemSchema,
]);
export type ToPage = z.infer<typeof toPageSchema>;
export type ShownBias = Extract<ToPage, { type: 'bias' }>;

/** What the page asks of the extension. */
export const fromPageSchema = z.discriminatedUnion('type', [
  readySchema,
  z.object({ type: z.literal('add') }),
  z.object({ type: z.literal('remove'), file: z.string() }),
  /** Asks for a file to hold the sets against, or takes the figures that come with the product. */
  z.object({ type: z.literal('against'), file: z.enum(['choose', 'built-in']) }),
  z.object({ type: z.literal('open'), file: z.string(), line: z.number() }),
  z.object({ type: z.literal('writeBiased'), file: z.string() }),
  z.object({ type: z.literal('copy'), table: headedTable.shape.key, format: z.enum(['csv', 'markdown']) }),
  savePngSchema,
]);
export type FromPage = z.infer<typeof fromPageSchema>;

/** What survives a window reload. */
export const panelStateSchema = z.object({
  files: z.array(z.string()).readonly(),
  /** Null for the figures that come with the product. */
  against: z.string().nullable(),
  view: viewSchema,
});
export type PanelState = z.infer<typeof panelStateSchema>;
