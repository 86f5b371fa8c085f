import * as z from 'zod';
import { cellSchema } from '../../src/core/report/cell';
import { sittingStateSchema } from '../../src/core/sittings';
import { anyLabelSchema, copySchema, problemSchema, readySchema, runChoicesSchema, savePngSchema, tallySchema, warningSchema } from '../shared/contract';

/*
 * Everything that the comparison page and the extension say to each other. Both sides check what
 * arrives against these schemas. The page computes no figures: what it shows, it was sent.
 */

/** A is what B is compared with. */
export const sideSchema = z.enum(['a', 'b']);
export type Side = z.infer<typeof sideSchema>;

/** Fixed: A wrong, B right. Broken: A right, B wrong. */
const changeSchema = z.enum(['fixed', 'broken']);
export type Change = z.infer<typeof changeSchema>;

const comparedCell = z.object({
  /** Null for all common examples together. */
  cell: cellSchema.nullable(),
  gold: anyLabelSchema.nullable(),
  a: tallySchema,
  b: tallySchema,
  /** B less A, as a share; null where there is no example, like the p-values. */
  delta: z.number().nullable(),
  fixed: z.number(),
  broken: z.number(),
  /** Exact McNemar, two-sided; and corrected after Holm. */
  p: z.number().nullable(),
  pHolm: z.number().nullable(),
  /** How far apart two of 100 BERT seeds come; null where nothing is published. */
  spread: z.number().nullable(),
  /** The same as it is drawn, about their mean; null where it is not to be drawn. */
  band: z.object({ mean: z.number(), spread: z.number() }).nullable(),
  /** The difference in words. */
  sentence: z.string(),
});
export type ComparedCell = z.infer<typeof comparedCell>;

const comparedRun = z.object({
  id: z.string(),
  /** Model, adapter and data, short. */
  title: z.string(),
  state: sittingStateSchema,
  /** Examples scored so far, and of how many. */
  scored: z.number(),
  total: z.number(),
});
export type ComparedRun = z.infer<typeof comparedRun>;

/** What the extension says to the page. */
export const toPageSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('comparison'),
    runs: runChoicesSchema,
    kind: z.enum(['hans', 'nli']),
    a: comparedRun,
    b: comparedRun,
    headline: z.string(),
    /** A sentence a cell. */
    findings: z.array(z.string()).readonly(),
    /** What was left out, and how to read the figures. */
    notes: z.array(z.string()).readonly(),
    warnings: z.array(warningSchema.extend({ run: sideSchema.nullable() })).readonly(),
    /** Right by chance alone, 0 to 1. */
    chance: z.number(),
    overall: comparedCell,
    /** HANS's six, or a cell a gold label. */
    cells: z.array(comparedCell).readonly(),
    /** HANS's thirty; none for other data. */
    subcases: z.array(comparedCell).readonly(),
  }),
  /** The two cannot be compared: why, and what else can be chosen. */
  z.object({ type: z.literal('refused'), runs: runChoicesSchema, a: z.string(), b: z.string(), message: z.string() }),
  problemSchema,
]);
export type ToPage = z.infer<typeof toPageSchema>;
export type ShownComparison = Extract<ToPage, { type: 'comparison' }>;
export type Refused = Extract<ToPage, { type: 'refused' }>;

/** What the page asks of the extension. */
export const fromPageSchema = z.discriminatedUnion('type', [
  readySchema,
  z.object({ type: z.literal('choose'), a: z.string(), b: z.string() }),
  /** The examples that changed, as a document. */
  z.object({ type: z.literal('openChanged'), change: changeSchema, cell: cellSchema.nullable() }),
  /** The failing examples of one run, as a document. */
  z.object({ type: z.literal('openFailures'), side: sideSchema, cell: cellSchema }),
  z.object({ type: z.literal('openBreakdown'), side: sideSchema }),
  /** What a warning about a run offers. */
  z.object({ type: z.literal('evaluateMnli'), side: sideSchema }),
  copySchema,
  savePngSchema,
]);
export type FromPage = z.infer<typeof fromPageSchema>;

/** What survives a window reload. */
export const panelStateSchema = z.object({
  a: z.string(),
  b: z.string(),
  bars: z.enum(['cells', 'subcases']),
});
export type PanelState = z.infer<typeof panelStateSchema>;
