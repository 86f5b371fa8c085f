import * as z from 'zod';
import { cellSchema } from '../../src/core/report/cell';
import { binaryLabels, labels } from '../../src/core/nli/label';
import { heuristics } from '../../src/core/hans/subcases';
import { sittingStateSchema } from '../../src/core/sittings';
import {
  anyLabelSchema,
  copySchema,
  problemSchema,
  readySchema,
  runChoicesSchema,
  savePngSchema,
  tallySchema,
  warningsSchema,
} from '../shared/contract';

/*
 * Everything that the breakdown page and the extension say to each other. Both sides check what
 * arrives against these schemas. The page computes no figures: what it shows, it was sent.
 */

const hansReport = z.object({
  kind: z.literal('hans'),
  examples: z.number(),
  accuracy: z.number().nullable(),
  heuristics: z.record(z.enum(heuristics), z.record(z.enum(binaryLabels), tallySchema)),
  subcases: z.record(z.string(), tallySchema.extend({ gold: z.enum(binaryLabels) })),
  warnings: warningsSchema,
});

const nliReport = z.object({
  kind: z.literal('nli'),
  examples: z.number(),
  accuracy: z.number().nullable(),
  labels: z.partialRecord(anyLabelSchema, tallySchema),
  confusion: z.partialRecord(anyLabelSchema, z.partialRecord(anyLabelSchema, z.number())),
  accuracy_3way: tallySchema,
  accuracy_2way: tallySchema,
  warnings: warningsSchema,
});

/** Which of the two runs side by side something is about. */
export const slotSchema = z.enum(['first', 'second']);
export type Slot = z.infer<typeof slotSchema>;

const shownRun = z.object({
  id: z.string(),
  /** Model, adapter and data, short. */
  title: z.string(),
  state: sittingStateSchema,
  /** Why it failed, in a sentence. */
  problem: z.string().nullable(),
  /** Examples scored so far, and of how many. */
  scored: z.number(),
  total: z.number(),
  /** What was run, as rows of name and value: model, SHA-256, data, selection, threads, times… */
  facts: z.array(z.object({ name: z.string(), value: z.string() })).readonly(),
  /** What the report says, in words. */
  verdict: z.object({ headline: z.string(), findings: z.array(z.string()).readonly() }),
  report: z.discriminatedUnion('kind', [hansReport, nliReport]),
});
export type ShownRun = z.infer<typeof shownRun>;

const failingExample = z.object({
  id: z.string(),
  /** Of the data file, counted from 1. */
  line: z.number(),
  /** HANS's subcase; null for other data. */
  subcase: z.string().nullable(),
  premise: z.string(),
  hypothesis: z.string(),
  gold: anyLabelSchema,
  predicted: anyLabelSchema,
  /** Each label's share of the label mass; null for a prediction file, which holds no scores. */
  probabilities: z.record(z.enum(labels), z.number()).nullable(),
  /** Probability of the three labels together; null likewise. */
  mass: z.number().nullable(),
});
export type FailingExample = z.infer<typeof failingExample>;

/** What the extension says to the page. */
export const toPageSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('breakdown'),
    runs: runChoicesSchema,
    first: shownRun,
    second: shownRun.nullable(),
  }),
  z.object({
    type: z.literal('failures'),
    slot: slotSchema,
    cell: cellSchema,
    /** Counted from 0. */
    page: z.number(),
    pages: z.number(),
    total: z.number(),
    examples: z.array(failingExample).readonly(),
  }),
  problemSchema,
]);
export type Breakdown = Extract<z.infer<typeof toPageSchema>, { type: 'breakdown' }>;
export type FailurePage = Extract<z.infer<typeof toPageSchema>, { type: 'failures' }>;
export type ToPage = z.infer<typeof toPageSchema>;

/** What the page asks of the extension. */
export const fromPageSchema = z.discriminatedUnion('type', [
  readySchema,
  z.object({ type: z.literal('choose'), slot: slotSchema, run: z.string().nullable() }),
  z.object({ type: z.literal('failures'), slot: slotSchema, cell: cellSchema, page: z.number().int().min(0) }),
  /** What a warning about a run offers. */
  z.object({ type: z.literal('evaluateMnli'), slot: slotSchema }),
  copySchema,
  savePngSchema,
  z.object({ type: z.literal('openExample'), slot: slotSchema, id: z.string() }),
]);
export type FromPage = z.infer<typeof fromPageSchema>;

/** What survives a window reload. */
export const panelStateSchema = z.object({
  first: z.string(),
  second: z.string().nullable(),
  bars: z.enum(['heuristics', 'subcases']),
  /** The list of failing examples that is open. */
  open: z.object({ slot: slotSchema, cell: cellSchema, page: z.number().int().min(0) }).nullable(),
});
export type PanelState = z.infer<typeof panelStateSchema>;
