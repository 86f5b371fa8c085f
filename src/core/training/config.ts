import * as z from 'zod';
import { parseSettings } from '../settingsFile';
import { UserError } from '../userError';

/** The matrices of a Llama that an adapter may change, as Hugging Face calls them. */
export const targets = ['q_proj', 'k_proj', 'v_proj', 'o_proj', 'gate_proj', 'up_proj', 'down_proj'] as const;

const count = z.int().positive();
const positive = z.number().positive();

/** What a training is made of, as a file says it. What is left out is the study's (Zhang & Pavlick 2025). */
export const trainingConfigSchema = z.strictObject({
  task: z.enum(['classifier', 'generator']),
  /** A GGUF, the ID of a model that was pulled, or a folder in Hugging Face's format. */
  base: z.string().min(1),
  /** The GGUF that is evaluated, where the base is a folder: the finished adapter is checked on it. */
  gguf: z.string().min(1).optional(),
  data: z.string().min(1),
  validation: z.string().min(1).optional(),
  /** An adapter in GGUF that the training goes on from, in place of a fresh one. It must have the same rank, alpha, matrices and head. */
  start: z.string().min(1).optional(),
  /** The adapter to write. */
  out: z.string().regex(/\.gguf$/, 'the adapter is a GGUF: let its name end in .gguf'),
  /** `labels`: the next-token probability of the labels. `score`: the paper's linear head. */
  head: z.enum(['labels', 'score']).default('labels'),
  /** Over what the loss is taken: the whole vocabulary keeps the label mass meaningful. */
  softmax: z.enum(['vocabulary', 'labels']).default('vocabulary'),
  rank: count.default(64),
  alpha: positive.default(16),
  dropout: z.number().min(0).max(0.9).default(0.1),
  targets: z.array(z.enum(targets)).min(1).default([...targets]),
  learningRate: positive.default(2e-5),
  schedule: z.enum(['cosine', 'linear', 'constant']).default('cosine'),
  /** Share of the steps over which the learning rate rises. */
  warmupRatio: z.number().min(0).max(1).default(0.3),
  gradientNorm: positive.default(0.3),
  weightDecay: z.number().min(0).default(0.001),
  /** The study's: 2 for a classifier, 6 for a generator. */
  batchSize: count.optional(),
  /** Batches whose gradients are averaged into one step. */
  accumulation: count.default(1),
  epochs: count.default(1),
  /** Ends the training earlier. */
  maxSteps: count.optional(),
  groupByLength: z.boolean().default(true),
  /** Longer examples are left out. */
  maxTokens: count.default(512),
  seed: z.int().nonnegative().default(1),
  device: z.enum(['auto', 'cpu', 'cuda', 'mps']).default('auto'),
  /** `auto`: bfloat16 with NF4 and the paged optimizer on a CUDA GPU, as in the study; float32 and nothing of the kind elsewhere. */
  precision: z.enum(['auto', 'float32', 'bfloat16']).default('auto'),
  quantization: z.enum(['auto', 'none', 'nf4']).default('auto'),
  optimizer: z.enum(['auto', 'adamw', 'paged_adamw_32bit']).default('auto'),
  gradientCheckpointing: z.boolean().default(false),
  threads: count.optional(),
  checkpointMinutes: z.number().min(0).default(10),
  /** Steps between two looks at the validation examples; a tenth of all steps when left out. */
  evaluateEvery: count.optional(),
  adapterType: z.enum(['F16', 'F32']).default('F16'),
  /** Prompts on which trainer and engine are compared at the end; 0 for none. */
  checkPrompts: z.int().nonnegative().default(50),
  /** Largest difference of a label's log-probability that is allowed there. */
  checkTolerance: positive.default(0.02),
});

type ParsedConfig = z.infer<typeof trainingConfigSchema>;
export type TrainingConfig = ParsedConfig & { readonly batchSize: number };

export const studyBatch = { classifier: 2, generator: 6 } as const;

/**
 * Checks a configuration and fills in what it leaves out.
 *
 * @param file how messages call it
 * @throws UserError `usage` that names the setting
 */
export function parseTrainingConfig(text: string, file: string): TrainingConfig {
  const config = parseSettings(text, { file, what: 'configuration of a training', schema: trainingConfigSchema });
  if (config.task === 'generator' && (config.head !== 'labels' || config.softmax !== 'vocabulary')) {
    throw new UserError('usage', `${file}: head and softmax are a classifier's; a generator learns whole texts. Leave them out.`);
  }
  return { ...config, batchSize: config.batchSize ?? studyBatch[config.task] };
}

/** The GGUF that an adapter is evaluated on; undefined where the base is a folder and none is named. */
export function evaluatedModel({ gguf, base }: Pick<ParsedConfig, 'gguf' | 'base'>): string | undefined {
  return gguf ?? (base.toLowerCase().endsWith('.gguf') ? base : undefined);
}
