import * as z from 'zod';
import { modelHeaderSchema } from '../core/models/header';
import { labels } from '../core/nli/label';
import { samplingSchema } from '../core/synthetic/sampling';

/**
 * What the engine's two processes say to each other. Both sides check what arrives.
 *
 * The child says `ready` once it runs. After that every request carries the number of a call, and
 * each call ends with exactly one of `loaded`, `audited`, `inspected`, `tokens`, `backend`, `done`,
 * `failed` or `cancelled`.
 */
export const protocolVersion = 4;

/** A child may be this many batches ahead of what the consumer has taken. */
export const batchesAhead = 4;

const count = z.number().int().nonnegative();
const call = count;
const token = z.object({ id: z.number().int(), text: z.string() });
const byLabel = <Value extends z.ZodType>(value: Value) => z.record(z.enum(labels), value);

const loadRequest = z.object({
  model: z.string().min(1),
  adapters: z.array(z.object({ file: z.string().min(1), scale: z.number() })),
  gpu: z.enum(['auto', 'off']),
  threads: z.number().int().positive(),
  labels: byLabel(z.string().min(1)),
  contextSize: z.number().int().positive().exactOptional(),
});

/** Prompts are numbered by their place in the consumer's list; IDs serve the errors. */
const prompt = z.object({ index: count, id: z.string(), text: z.string() });

const sampling = samplingSchema.extend({
  // The last token's text tells whether to look for it, and a token may hold a part of a letter beyond ASCII.
  stop: z.array(z.string().regex(/[\x20-\x7e]$/)),
  grammar: z.string().nullable(),
});

/** Numbered like prompts. llama.cpp takes the seed 2^32 - 1 to mean a random one. */
const sample = z.object({ index: count, prompt: count, seed: count.max(2 ** 32 - 2) });

export const request = z.discriminatedUnion('type', [
  z.object({ type: z.literal('load'), call, load: loadRequest }),
  /** May come in several pieces, because a long list in one message would hold the sender up; `last` ends it. */
  z.object({ type: z.literal('score'), call, prompts: z.array(prompt), last: z.boolean() }),
  z.object({ type: z.literal('audit'), call, prompt: z.string() }),
  z.object({
    type: z.literal('generate'),
    call,
    prompts: z.array(z.string()).min(1),
    samples: z.array(sample),
    sampling,
    last: z.boolean(),
  }),
  z.object({ type: z.literal('unload'), call }),
  /** These three need no model, and load none. */
  z.object({ type: z.literal('inspect'), call, file: z.string().min(1) }),
  z.object({ type: z.literal('tokens'), call, file: z.string().min(1), labels: byLabel(z.string().min(1)) }),
  z.object({ type: z.literal('backend'), call, gpu: z.enum(['auto', 'off']) }),
  /** The consumer has taken one more batch of this call. */
  z.object({ type: z.literal('taken'), call }),
  z.object({ type: z.literal('cancel'), call }),
]);
export type Request = z.infer<typeof request>;
export type RequestOf<Type extends Request['type']> = Extract<Request, { type: Type }>;
export type WireLoadRequest = z.infer<typeof loadRequest>;
export type WirePrompt = z.infer<typeof prompt>;
export type WireSample = z.infer<typeof sample>;

const description = z.object({
  name: z.string().nullable(),
  architecture: z.string(),
  quantization: z.string(),
  trainContextSize: count,
  gpu: z.string().nullable(),
  threads: count,
  sequences: count,
  batchSize: count,
  adapterBases: z.array(z.string().nullable()),
  engine: z.object({ nodeLlamaCpp: z.string(), llamaCpp: z.string() }),
});

const labelTokens = z.object({
  labels: byLabel(z.object({ text: z.string(), tokens: z.array(token).min(1) })),
  bos: token.nullable(),
});

const backend = z.object({
  gpu: z.string().nullable(),
  devices: z.array(z.string()),
  gpuMemory: z.number().nullable(),
  nodeLlamaCpp: z.string(),
  llamaCpp: z.string(),
});

const logprobs = byLabel(z.number());

const scoreBatch = z.object({
  scores: z.array(z.object({ index: count, logprobs })),
  promptTokens: count,
  evaluatedTokens: count,
});

const generation = z.object({ index: count, text: z.string(), tokens: count, end: z.enum(['stop', 'model', 'limit']) });

export const event = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready'), protocol: count }),
  z.object({ type: z.literal('progress'), call, fraction: z.number().min(0).max(1) }),
  z.object({ type: z.literal('loaded'), call, description, labelTokens }),
  z.object({ type: z.literal('scores'), call, batch: scoreBatch }),
  z.object({ type: z.literal('generations'), call, generations: z.array(generation) }),
  z.object({
    type: z.literal('audited'),
    call,
    audit: z.object({ tokens: count, lastPromptToken: token, joins: byLabel(z.boolean()), logprobs }),
  }),
  z.object({ type: z.literal('inspected'), call, header: modelHeaderSchema }),
  z.object({ type: z.literal('tokens'), call, labelTokens }),
  z.object({ type: z.literal('backend'), call, backend }),
  z.object({ type: z.literal('done'), call }),
  z.object({ type: z.literal('cancelled'), call }),
  /** `code` says whose fault it is; with `engine` the message is a program's and not a sentence for people. */
  z.object({
    type: z.literal('failed'),
    call,
    code: z.enum(['bad-model', 'bad-adapter', 'bad-labels', 'bad-data', 'not-found', 'usage', 'disk', 'engine']),
    message: z.string(),
  }),
]);
export type Event = z.infer<typeof event>;
export type EventOf<Type extends Event['type']> = Extract<Event, { type: Type }>;
export type WireScoreBatch = z.infer<typeof scoreBatch>;
export type WireGeneration = z.infer<typeof generation>;
export type WireDescription = z.infer<typeof description>;
export type WireLabelTokens = z.infer<typeof labelTokens>;
export type WireBackend = z.infer<typeof backend>;
export type WireAudit = EventOf<'audited'>['audit'];
export type WireSampling = z.infer<typeof sampling>;
