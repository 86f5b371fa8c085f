import * as z from 'zod';
import { labels } from '../nli/label';
import { sha256Schema } from '../sha256';
import { sittingFields } from '../sittings';
import { selectionSchema } from './selection';

const file = z.object({ file: z.string(), sha256: sha256Schema });
const token = z.object({ id: z.number(), text: z.string() });

const modelSource = z.object({
  kind: z.literal('model'),
  model: file.extend({
    /** `general.name` of the GGUF. */
    name: z.string().nullable(),
    architecture: z.string(),
    quantization: z.string(),
  }),
  /** `base`: SHA-256 of the file that it says it was trained on; null where it does not say. */
  adapter: file.extend({ scale: z.number(), base: sha256Schema.nullable().exactOptional() }).nullable(),
  prompt: z.string(),
  labelTokens: z.object({
    labels: z.record(z.enum(labels), z.object({ text: z.string(), tokens: z.array(token).readonly() })),
    bos: token.nullable(),
  }),
  engine: z.object({
    nodeLlamaCpp: z.string(),
    llamaCpp: z.string(),
    gpu: z.string().nullable(),
    threads: z.number(),
    sequences: z.number(),
    batchSize: z.number(),
  }),
});

/** Somebody's prediction file, imported. */
const predictionSource = file.extend({ kind: z.literal('predictions') });

/** `run.json`: what was run, on what, with what, and how far it came. */
export const runRecordSchema = z.object({
  format: z.literal(1),
  /** Name of the run's folder, or its path where it is not among the others. */
  id: z.string(),
  /** SHA-256 of what decides the scores (`RunIdentity`). */
  identity: sha256Schema,
  ...sittingFields,
  source: z.discriminatedUnion('kind', [modelSource, predictionSource]),
  data: file.extend({ format: z.enum(['hans', 'mnli', 'glue', 'jsonl']), examples: z.number(), skipped: z.number() }),
  selection: selectionSchema,
  /** Examples scored, and examples selected. */
  scored: z.number(),
  total: z.number(),
  /** Tokens of the prompts scored, and those of them that went through the model: the others were shared beginnings. */
  tokens: z.object({ prompt: z.number(), evaluated: z.number() }),
  /** Two-way on HANS, three-way elsewhere; null until finished. */
  accuracy: z.number().nullable(),
});
export type RunRecord = z.infer<typeof runRecordSchema>;
export type ModelSource = z.infer<typeof modelSource>;
export type PredictionSource = z.infer<typeof predictionSource>;

/** What decides the scores of a run: two runs that agree in all of it are the same run. */
export interface RunIdentity {
  readonly modelSha256: string;
  readonly adapter: { readonly sha256: string; readonly scale: number } | null;
  readonly dataSha256: string;
  readonly prompt: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly selection: z.infer<typeof selectionSchema>;
}
