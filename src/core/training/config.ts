import * as z from 'zod';
import { parseSettings } from '../settingsFile';
import { UserError } from '../userError';

/** The matrices of a Llama that an adapter may change, as Hugging Face calls them. */
export const targets = ['q_proj', 'k_proj', 'v_proj', 'o_proj', 'gate_proj', 'up_proj', 'down_proj'] as const;

const count = z.int().positive();
const positive = z.number().positive();

/** What a training is made of, as a file says it. What is left out is the study's (Zhang & Pavlick 2025). The descriptions are read in the form and in experiment files. */
export const trainingConfigSchema = z.strictObject({
  task: z.enum(['classifier', 'generator']),
  base: z.string().min(1).describe('A GGUF of the Llama family, the ID of a model that was pulled, or a folder in Hugging Face’s format.'),
  gguf: z.string().min(1).optional().describe('Where the base is a folder: the GGUF that is evaluated, on which the adapter is checked.'),
  data: z.string().min(1).describe('Pairs with all three labels: MNLI, GLUE’s TSV, or JSON Lines of premise, hypothesis, label.'),
  validation: z.string().min(1).optional().describe('Examples to look at on the way; none of the data’s. None when empty.'),
  start: z.string().min(1).optional().describe('An adapter of the same rank, alpha, matrices and head that is trained further. A fresh one when empty.'),
  out: z.string().regex(/\.gguf$/, 'the adapter is a GGUF: let its name end in .gguf').describe('The GGUF to write. Its configuration is kept beside it.'),
  head: z.enum(['labels', 'score']).default('labels').describe('labels: the next-token probability of the labels. score: the paper’s 3-way linear head, for a base whose output matrix is its own.'),
  softmax: z.enum(['vocabulary', 'labels']).default('vocabulary').describe('Over what the loss is taken. The whole vocabulary keeps the label mass meaningful.'),
  rank: count.default(64).describe('Of the pair of matrices that make up the change of each weight: a higher one can learn more, and takes more memory.'),
  alpha: positive.default(16).describe('The change is scaled by alpha / rank.'),
  dropout: z.number().min(0).max(0.9).default(0.1).describe('Share of the adapter’s inputs that are left out at random in each step.'),
  targets: z.array(z.enum(targets)).min(1).default([...targets]).describe('Matrices that the adapter changes in each layer.'),
  learningRate: positive.default(2e-5).describe('The highest of the schedule. Too high a rate makes the loss jump or end in no number.'),
  schedule: z.enum(['cosine', 'linear', 'constant']).default('cosine').describe('How the rate falls after the warm-up.'),
  warmupRatio: z.number().min(0).max(1).default(0.3).describe('Share of the steps over which the rate rises.'),
  gradientNorm: positive.default(0.3).describe('Longer gradients are cut to this length.'),
  weightDecay: z.number().min(0).default(0.001).describe('How much weights are pulled towards zero.'),
  batchSize: count.optional().describe('Examples that are computed together; smaller ones take less memory. The study’s when left out: 2 for a classifier, 6 for a generator.'),
  accumulation: count.default(1).describe('Batches whose gradients are averaged into one step: a larger step without more memory.'),
  epochs: count.default(1).describe('How often each example is seen.'),
  maxSteps: count.optional().describe('Ends the training earlier; all steps when left out.'),
  groupByLength: z.boolean().default(true).describe('Examples of a batch are about as long as each other, which saves padding.'),
  maxTokens: count.default(512).describe('Longest example in tokens; longer ones are left out.'),
  seed: z.int().nonnegative().default(1).describe('Of the order, the first values and the dropout.'),
  device: z.enum(['auto', 'cpu', 'cuda', 'mps']).default('auto').describe('Where it is computed. auto: a CUDA GPU or Apple’s, if there is one.'),
  precision: z.enum(['auto', 'float32', 'bfloat16']).default('auto').describe('Type of the numbers in which it is computed. auto: bfloat16 on a CUDA GPU, float32 elsewhere.'),
  quantization: z.enum(['auto', 'none', 'nf4']).default('auto').describe('How the base lies in memory. auto: four bits (NF4) on a CUDA GPU, as it is elsewhere.'),
  optimizer: z.enum(['auto', 'adamw', 'paged_adamw_32bit']).default('auto').describe('auto: paged AdamW on a CUDA GPU, AdamW elsewhere.'),
  gradientCheckpointing: z.boolean().default(false).describe('Computes again instead of keeping: slower, and less memory.'),
  threads: count.optional().describe('Of the CPU; as many as there are cores when left out, and at most.'),
  checkpointMinutes: z.number().min(0).default(10).describe('Minutes between two checkpoints; the training can go on from the last.'),
  evaluateEvery: count.optional().describe('Steps between two looks at the validation examples; a tenth of all when left out.'),
  adapterType: z.enum(['F16', 'F32']).default('F16').describe('Type of the adapter’s numbers.'),
  checkPrompts: z.int().nonnegative().default(50).describe('Prompts on which trainer and engine are compared at the end; 0 for none.'),
  checkTolerance: positive.default(0.02).describe('Largest difference of a label’s log-probability between trainer and engine that is allowed at the end.'),
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
