import * as z from 'zod';

const count = z.number().int().nonnegative();

/** What a GGUF says of itself: a model's, or a LoRA adapter's, of which shape and context say nothing. */
export const modelHeaderSchema = z.object({
  kind: z.enum(['model', 'adapter']),
  /** `general.name`. */
  name: z.string().nullable(),
  architecture: z.string(),
  /** Such as `Q4_1`. */
  quantization: z.string(),
  /** Numbers in all of its matrices. */
  parameters: count,
  /** Tokens of a text that it was trained on. */
  contextSize: count.nullable(),
  /** Transformer blocks, and the width of the vectors between them; of an adapter, those of the model that it fits. */
  layers: count.nullable(),
  width: count.nullable(),
  /** `llama` is SentencePiece, `gpt2` is byte-level BPE, as llama.cpp names them. */
  tokenizer: z.object({ kind: z.string(), size: count.nullable() }).nullable(),
  licence: z.string().nullable(),
  /** `base`: SHA-256 of the file that it was trained on, where it says so. */
  adapter: z.object({ rank: count, alpha: z.number().nullable(), matrices: count, base: z.string().nullable() }).nullable(),
});
export type ModelHeader = z.infer<typeof modelHeaderSchema>;
