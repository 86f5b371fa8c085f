import * as z from 'zod';
import { sittingStateSchema } from '../../src/core/sittings';
import { copySchema, problemSchema, readySchema } from '../shared/contract';

/*
 * Everything that the page of trainings and the extension say to each other. Both sides check what arrives against
 * these schemas. The page computes no figures: what it shows, it was sent.
 */

/** As many trainings as one chart can tell apart. */
export const mostCharted = 5;

const trainingRow = z.object({
  id: z.string(),
  /** Short, and different from the others'. */
  title: z.string(),
  task: z.enum(['classifier', 'generator']),
  state: sittingStateSchema,
  /** How far it is, or what it came to: a sentence. */
  standing: z.string(),
  step: z.number(),
  steps: z.number(),
  /** Of the last validation: share of right answers. */
  accuracy: z.number().nullable(),
  /** ISO 8601. */
  started: z.string(),
  /** What can be done with it now. */
  offers: z.array(z.enum(['stop', 'resume', 'evaluate'])).readonly(),
});
export type TrainingRow = z.infer<typeof trainingRow>;
export type Offer = TrainingRow['offers'][number];

const curvePoint = z.object({
  step: z.number(),
  loss: z.number(),
  smoothed: z.number(),
  learningRate: z.number(),
  tokensPerSecond: z.number(),
  memoryBytes: z.number(),
});
const validation = z.object({ step: z.number(), loss: z.number(), accuracy: z.number().nullable() });

const charted = z.object({
  id: z.string(),
  points: z.array(curvePoint).readonly(),
  validations: z.array(validation).readonly(),
  /** Warnings of the trainer, and why its progress cannot be read. */
  notes: z.array(z.string()).readonly(),
});
export type ChartedTraining = z.infer<typeof charted>;

/** What the extension says to the page. */
export const toPageSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('trainings'),
    /** The one begun last first. */
    rows: z.array(trainingRow).readonly(),
    /** In the order of their colours. */
    charted: z.array(charted).readonly(),
    /** Why trainings are left out, in a sentence each. */
    leftOut: z.array(z.string()).readonly(),
    /** May anything be started here? */
    trusted: z.boolean(),
  }),
  problemSchema,
]);
export type ToPage = z.infer<typeof toPageSchema>;
export type ShownTrainings = Extract<ToPage, { type: 'trainings' }>;

/** What the page asks of the extension. */
export const fromPageSchema = z.discriminatedUnion('type', [
  readySchema,
  z.object({ type: z.literal('chart'), trainings: z.array(z.string()).max(mostCharted).readonly() }),
  z.object({ type: z.literal('act'), training: z.string(), offer: z.enum(['stop', 'resume', 'evaluate']) }),
  copySchema,
]);
export type FromPage = z.infer<typeof fromPageSchema>;

/** What survives a window reload. */
export const panelStateSchema = z.object({
  /** IDs of the trainings in the charts; null until the reader has chosen: those that are under way. */
  charted: z.array(z.string()).readonly().nullable(),
});
export type PanelState = z.infer<typeof panelStateSchema>;
