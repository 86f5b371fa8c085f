import * as z from 'zod';
import { orderSchema } from '../../src/core/annotation/desk';
import { anyLabelSchema, problemSchema, readySchema } from '../shared/contract';

/*
 * Everything that the annotation page and the extension say to each other. Both sides check what arrives
 * against these schemas. The page keeps nothing: decisions, place and drafts are the extension's.
 */

export const verdictSchema = z.enum([...anyLabelSchema.options, 'discard']);
export type Verdict = z.infer<typeof verdictSchema>;

const interval = z.tuple([z.number(), z.number()]).readonly();

/** What annotators said of an example. */
const answers = z.array(z.object({ annotator: z.string(), verdict: verdictSchema, note: z.string().nullable() })).readonly();

const shownExample = z.object({
  id: z.string(),
  /** Of the set's file, counted from 1. */
  line: z.number(),
  premise: z.string(),
  hypothesis: z.string(),
  /** The label that the set gives. */
  suggestion: anyLabelSchema,
  /** What was decided; null where nothing was. */
  decided: z.object({ kind: z.enum(['label', 'accept', 'discard']), verdict: verdictSchema }).nullable(),
  /** Of the decision; empty for none. */
  note: z.string(),
  /** A note that was begun and not finished; null where there is none. */
  draft: z.string().nullable(),
  /** In the queue, counted from 1; null for an example from elsewhere that an undo has fetched. */
  place: z.number().nullable(),
  /** What the annotators said whose disagreement is decided, and how others decided it. */
  answers,
  adjudications: answers,
});
export type ShownExample = z.infer<typeof shownExample>;

const agreement = z.object({
  type: z.literal('agreement'),
  annotators: z.array(z.object({ name: z.string(), decided: z.number(), discard: z.number() })).readonly(),
  /** Examples that at least two decided. */
  common: z.number(),
  pairs: z
    .array(
      z.object({
        a: z.string(),
        b: z.string(),
        common: z.number(),
        agreed: z.number(),
        kappa: z.object({ value: z.number(), interval }).nullable(),
        confusion: z.object({ verdicts: z.array(verdictSchema).readonly(), counts: z.array(z.array(z.number()).readonly()).readonly() }),
      }),
    )
    .readonly(),
  alpha: z.object({ value: z.number(), interval: interval.nullable() }).nullable(),
  disagreements: z.number(),
  /** Of those; and of those the ones that were adjudicated in several ways. */
  adjudicated: z.number(),
  contested: z.number(),
  /** The first of them. */
  listed: z
    .array(
      z.object({
        id: z.string(),
        /** Of the set's file, counted from 1; null where the set has no such example that can be used. */
        line: z.number().nullable(),
        answers,
        /** As far as that has come. */
        adjudications: answers,
      }),
    )
    .readonly(),
  /** Annotation files that could not be read, and why. */
  problems: z.array(z.string()).readonly(),
});
export type ShownAgreement = z.infer<typeof agreement>;

/** Which of the page's requests something answers; null for what nobody has asked for. */
const answersRequest = { request: z.number().nullable() };

const annotation = z.object({
  type: z.literal('annotation'),
  ...answersRequest,
  /** The set's file, without its folders. */
  set: z.string(),
  annotator: z.string(),
  /** Of the annotations. */
  fileName: z.string(),
  adjudication: z.boolean(),
  /** To choose from, in the order of their keys. */
  labels: z.array(anyLabelSchema).readonly(),
  /** Why nothing can be decided here; null where it can. */
  readOnly: z.string().nullable(),
  /** Is the set's own label shown before the annotator has decided? */
  showSuggestion: z.boolean(),
  order: orderSchema,
  orders: z.array(z.object({ order: orderSchema, title: z.string() })).readonly(),
  /** Only these are annotated; null for the whole set. */
  listed: z.string().nullable(),
  /** What there is to know about the set's file, in sentences. */
  notes: z.array(z.string()).readonly(),
  progress: z.object({
    decided: z.number(),
    total: z.number(),
    counts: z.object({ label: z.number(), accept: z.number(), discard: z.number() }),
    secondsEach: z.number().nullable(),
    secondsLeft: z.number().nullable(),
  }),
  /** Null where there is none that can be used. */
  example: shownExample.nullable(),
  /** What a screen reader is told before it is told the example. */
  said: z.string(),
});
export type ShownAnnotation = z.infer<typeof annotation>;

/** What the extension says to the page. */
export const toPageSchema = z.discriminatedUnion('type', [annotation, agreement, problemSchema.extend(answersRequest)]);
export type ToPage = z.infer<typeof toPageSchema>;

const choice = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('label'), label: anyLabelSchema }),
  z.object({ kind: z.literal('accept') }),
  z.object({ kind: z.literal('discard') }),
]);

/** Of a request that is answered with an example, or with a problem: its number. */
const isRequest = { request: z.number() };

/** What the page asks of the extension. */
export const fromPageSchema = z.discriminatedUnion('type', [
  readySchema,
  z.object({ type: z.literal('decide'), ...isRequest, id: z.string(), choice, note: z.string() }),
  z.object({ type: z.literal('undo'), ...isRequest }),
  z.object({ type: z.literal('move'), ...isRequest, by: z.union([z.literal(1), z.literal(-1)]) }),
  /** To the next example that is not decided. */
  z.object({ type: z.literal('moveToOpen'), ...isRequest }),
  /** A note as it is typed. */
  z.object({ type: z.literal('draft'), id: z.string(), note: z.string() }),
  /** A note that is finished. */
  z.object({ type: z.literal('note'), ...isRequest, id: z.string(), note: z.string() }),
  z.object({ type: z.literal('order'), ...isRequest, order: orderSchema }),
  z.object({ type: z.literal('wholeSet'), ...isRequest }),
  z.object({ type: z.literal('openLine'), line: z.number().int().min(1) }),
  z.object({ type: z.literal('agreement') }),
  /** What was accepted, as a training file. */
  z.object({ type: z.literal('export') }),
  z.object({ type: z.literal('adjudicate'), ...isRequest }),
  /** Back from the adjudication to one's own annotation. */
  z.object({ type: z.literal('annotate'), ...isRequest }),
  z.object({ type: z.literal('openAgain'), ...isRequest }),
]);
export type FromPage = z.infer<typeof fromPageSchema>;
export type Request = Extract<FromPage, { request: number }>;
