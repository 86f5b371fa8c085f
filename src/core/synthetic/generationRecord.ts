import * as z from 'zod';
import { labels } from '../nli/label';
import { sha256Schema } from '../sha256';
import { sittingFields } from '../sittings';
import { rejectionReasons } from './rejection';
import { samplingSchema, type SamplingSettings } from './sampling';

const file = z.object({ file: z.string(), sha256: sha256Schema });
const count = z.int().nonnegative();

const countsSchema = z.object({
  /** Samples drawn, and those to be drawn: how far the sampling is. All that follows is of the set as it was last written. */
  samples: count,
  total: count,
  kept: count,
  /** Samples and examples kept, by requested label. */
  labels: z.record(z.enum(labels), z.object({ samples: count, kept: count })),
  /** Samples that make no example, by reason; reasons that do not occur are left out. */
  rejected: z.partialRecord(z.enum(rejectionReasons), count),
  /** Examples kept whose label was checked, and those of them for which the check gave the requested one. */
  checked: count,
  agreed: count,
});
export type GenerationCounts = z.infer<typeof countsSchema>;

/** `X.generation.json`: how the set `X.jsonl` beside it was made, and what became of the samples. */
export const generationRecordSchema = z.object({
  format: z.literal(1),
  /** SHA-256 of what decides the samples (`GenerationIdentity`). */
  identity: sha256Schema,
  ...sittingFields,
  model: file.extend({ name: z.string().nullable(), architecture: z.string(), quantization: z.string() }),
  adapter: file.extend({ scale: z.number() }).nullable(),
  /** The template of prompt and text. */
  template: z.string(),
  /** Where the examples in the prompt were drawn, and so many for each label; null where none are shown. */
  shown: file.extend({ shots: count }).nullable(),
  sampling: samplingSchema,
  seed: z.int(),
  /** Samples drawn for each label. */
  perLabel: count,
  /** Sets whose pairs may not be in this one, with the samples that were. */
  notIn: z.array(file.extend({ examples: count, found: count })),
  labelCheck: z.boolean(),
  /** The adapter with which the model checked labels, null for none; left out where the model and adapter that wrote them did. */
  classifier: z.object({ adapter: file.nullable() }).optional(),
  counts: countsSchema,
  /** Tokens sampled. */
  tokens: count,
  engine: z.object({
    nodeLlamaCpp: z.string(),
    llamaCpp: z.string(),
    gpu: z.string().nullable(),
    threads: z.number(),
  }),
});
export type GenerationRecord = z.infer<typeof generationRecordSchema>;

/** What decides the text of each sample: generations that agree in all of it can go on in the same file. */
export interface GenerationIdentity {
  readonly modelSha256: string;
  readonly adapter: { readonly sha256: string; readonly scale: number } | null;
  /** For each label. */
  readonly prompts: readonly string[];
  readonly endMarker: string;
  readonly sampling: Omit<SamplingSettings, 'grammar'> & { readonly grammar: string | null };
  readonly seed: number;
}
