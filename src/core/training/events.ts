import * as z from 'zod';
import { labels } from '../nli/label';

const count = z.int().nonnegative();

const warning = z.object({ type: z.literal('warning'), message: z.string() });
const stopped = z.object({ type: z.literal('stopped') });
const failed = z.object({
  type: z.literal('error'),
  code: z.enum(['usage', 'not-found', 'bad-data', 'bad-model', 'bad-labels', 'bad-adapter', 'bad-run', 'different-run', 'disk', 'diverged', 'memory', 'trainer']),
  message: z.string(),
});

/** A line of the trainer's standard output. */
export const trainerEventSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('started'),
    examples: count,
    steps: count,
    /** Steps that earlier sessions did. */
    step: count,
    /** Numbers that are trained. */
    parameters: count,
    /** Tokens that all prompts begin with, which are evaluated once a batch. */
    sharedTokens: count,
    processes: count,
    device: z.string(),
    precision: z.string(),
    quantization: z.string(),
    optimizer: z.string(),
  }),
  z.object({
    type: z.literal('progress'),
    step: count,
    steps: count,
    loss: z.number(),
    learningRate: z.number(),
    tokensPerSecond: z.number(),
    memoryBytes: count,
    secondsLeft: z.number(),
  }),
  z.object({
    type: z.literal('validation'),
    step: count,
    loss: z.number(),
    /** Of a classifier: the share of right answers, and the mean probability of the three labels together. */
    accuracy: z.number().optional(),
    mass: z.number().optional(),
  }),
  z.object({ type: z.literal('checkpoint'), step: count }),
  warning,
  z.object({ type: z.literal('result'), step: count, adapter: z.string(), tensors: count, exportSeconds: z.number() }),
  stopped,
  failed,
]);
export type TrainerEvent = z.infer<typeof trainerEventSchema>;
export type TrainingProgress = Extract<TrainerEvent, { readonly type: 'progress' }>;
export type Validation = Extract<TrainerEvent, { readonly type: 'validation' }>;

/** A line of its standard output while it reads and writes files of models. */
export const fileEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('tensor'), done: count, of: count }),
  /** Tensors of the file that was written, and those among them that the adapter changed. */
  z.object({ type: z.literal('merged'), tensors: count, changed: count }),
  z.object({
    type: z.literal('imported'),
    tensors: count,
    rank: count,
    /** Whether it has a classifier's head. */
    head: z.boolean(),
    /** What PEFT calls its base. */
    trainedOn: z.string().nullable(),
  }),
  warning,
  stopped,
  failed,
]);
export type FileEvent = z.infer<typeof fileEventSchema>;

/** What the trainer's model says about one prompt, with the finished adapter. */
export const probeScoreSchema = z.object({
  id: z.string(),
  /** Those of the prompt, with the one that begins it. */
  tokens: count,
  /** Natural log over the whole vocabulary. */
  logprobs: z.record(z.enum(labels), z.number()),
});
export type ProbeScore = z.infer<typeof probeScoreSchema>;
