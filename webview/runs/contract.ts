import * as z from 'zod';
import { copySchema, problemSchema, readySchema, savePngSchema, tallySchema } from '../shared/contract';

/*
 * Everything that the page of all runs and the extension say to each other. Both sides check what
 * arrives against these schemas. The page computes no figures: what it shows, it was sent.
 */

/** As many runs as one chart can tell apart. */
export const mostCharted = 7;

const column = z.object({ name: z.string(), kind: z.enum(['text', 'count', 'share', 'time']) });
export type Column = z.infer<typeof column>;

/** A bar of a run: a cell that other runs of its kind have too. */
const chartedCell = z.object({
  key: z.string(),
  title: z.string(),
  subtitle: z.string().nullable(),
  tally: tallySchema,
  /** 100 BERT seeds: their mean, and how far apart two of them come; null where nothing is published. */
  band: z.object({ mean: z.number(), spread: z.number() }).nullable(),
});
export type ChartedCell = z.infer<typeof chartedCell>;

const runRow = z.object({
  id: z.string(),
  title: z.string(),
  /** Runs of different kinds have no bars in common. */
  kind: z.enum(['hans', 'nli']),
  /** One a column; null where the column says nothing about the run. */
  values: z.array(z.union([z.string(), z.number()]).nullable()).readonly(),
  /** What stands against the figures, in a few words each. */
  warnings: z.array(z.string()).readonly(),
  cells: z.array(chartedCell).readonly(),
});
export type RunRow = z.infer<typeof runRow>;

/** What the extension says to the page. */
export const toPageSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('runs'),
    columns: z.array(column).readonly(),
    /** Newest first, as far as they are read. */
    rows: z.array(runRow).readonly(),
    /** Runs that are still to be read. */
    unread: z.number(),
    /** Why runs are left out, in a sentence each. */
    leftOut: z.array(z.string()).readonly(),
    /** Right by chance alone, 0 to 1, by kind of run. */
    chance: z.object({ hans: z.number(), nli: z.number() }),
  }),
  problemSchema,
]);
export type ToPage = z.infer<typeof toPageSchema>;
export type ShownRuns = Extract<ToPage, { type: 'runs' }>;

/** What the page asks of the extension. */
export const fromPageSchema = z.discriminatedUnion('type', [
  readySchema,
  z.object({ type: z.literal('openBreakdown'), run: z.string() }),
  z.object({ type: z.literal('compare'), a: z.string(), b: z.string() }),
  /** In the order that the reader sees. */
  copySchema.extend({ order: z.array(z.string()).readonly() }),
  z.object({ type: z.literal('saveCsv'), order: z.array(z.string()).readonly() }),
  savePngSchema,
]);
export type FromPage = z.infer<typeof fromPageSchema>;

/** What survives a window reload. */
export const panelStateSchema = z.object({
  /** IDs of the runs in the chart; null until the reader has chosen. */
  charted: z.array(z.string()).readonly().nullable(),
  /** By which column the table is sorted; null for newest first. */
  sort: z.object({ column: z.string(), descending: z.boolean() }).nullable(),
});
export type PanelState = z.infer<typeof panelStateSchema>;
