import * as z from 'zod';
import { studyBatch, trainingConfigSchema, type TrainingConfig } from './config';

type Task = TrainingConfig['task'];
export type SettingName = Exclude<keyof TrainingConfig, 'task'>;

/** How a person sets it: `many` ticks several of the choices. */
export type SettingKind = 'text' | 'number' | 'choice' | 'switch' | 'many';

/** As it stands in a form: the text of a number too, and an empty text for what is left out. */
export type SettingValue = string | boolean | readonly string[];

export interface Setting {
  readonly name: SettingName;
  readonly title: string;
  readonly help: string;
  readonly kind: SettingKind;
  /** Of a choice. */
  readonly choices: readonly string[];
  /** What is taken when it is left out; empty where there is nothing to say. */
  readonly byDefault: SettingValue;
}

export interface SettingGroup {
  readonly title: string;
  readonly settings: readonly Setting[];
}

interface Words {
  readonly title: string;
  readonly help: string;
}

const words: Readonly<Record<SettingName, Words>> = {
  base: { title: 'Base', help: 'A GGUF of the Llama family, the ID of a model that was pulled, or a folder in Hugging Face’s format.' },
  gguf: { title: 'GGUF of the base', help: 'Where the base is a folder: the GGUF that is evaluated, on which the adapter is checked.' },
  data: { title: 'Data', help: 'Pairs with all three labels: MNLI, GLUE’s TSV, or JSON Lines of premise, hypothesis, label.' },
  validation: { title: 'Validation', help: 'Examples to look at on the way; none of the data’s. None when empty.' },
  start: { title: 'Goes on from', help: 'An adapter of the same rank, alpha, matrices and head that is trained further. A fresh one when empty.' },
  out: { title: 'Adapter', help: 'The GGUF to write. Its configuration is kept beside it.' },
  head: { title: 'Head', help: 'labels: the next-token probability of the labels. score: the paper’s 3-way linear head, for a base whose output matrix is its own.' },
  softmax: { title: 'Soft-max', help: 'Over what the loss is taken. The whole vocabulary keeps the label mass meaningful.' },
  rank: { title: 'Rank', help: 'Of the two matrices that make up the change of each weight: a higher one can learn more, and takes more memory.' },
  alpha: { title: 'Alpha', help: 'The change is scaled by alpha / rank.' },
  dropout: { title: 'Dropout', help: 'Share of the adapter’s inputs that are left out at random in each step.' },
  targets: { title: 'Matrices', help: 'Those that the adapter changes in each layer.' },
  learningRate: { title: 'Learning rate', help: 'The highest of the schedule. Too high a rate makes the loss jump or end in no number.' },
  schedule: { title: 'Schedule', help: 'How the rate falls after the warm-up.' },
  warmupRatio: { title: 'Warm-up', help: 'Share of the steps over which the rate rises.' },
  gradientNorm: { title: 'Gradient norm', help: 'Longer gradients are cut to this length.' },
  weightDecay: { title: 'Weight decay', help: 'How much weights are pulled towards zero.' },
  batchSize: { title: 'Batch', help: 'Examples that are computed together. Smaller ones take less memory.' },
  accumulation: { title: 'Batches a step', help: 'Their gradients are averaged: a larger step without more memory.' },
  epochs: { title: 'Epochs', help: 'How often each example is seen.' },
  maxSteps: { title: 'Steps at most', help: 'Ends the training earlier. All steps when empty.' },
  groupByLength: { title: 'Group by length', help: 'Examples of a batch are about as long as each other, which saves padding.' },
  maxTokens: { title: 'Longest example', help: 'In tokens; longer ones are left out.' },
  seed: { title: 'Seed', help: 'Of the order, the first values and the dropout.' },
  device: { title: 'Device', help: 'auto: a CUDA GPU or Apple’s, if there is one.' },
  precision: { title: 'Precision', help: 'auto: bfloat16 on a CUDA GPU, float32 elsewhere.' },
  quantization: { title: 'Base in memory', help: 'auto: four bits (NF4) on a CUDA GPU, as it is elsewhere.' },
  optimizer: { title: 'Optimizer', help: 'auto: paged AdamW on a CUDA GPU, AdamW elsewhere.' },
  gradientCheckpointing: { title: 'Gradient checkpointing', help: 'Computes again instead of keeping: slower, and less memory.' },
  threads: { title: 'Threads', help: 'Of the CPU. As many as there are cores when empty.' },
  checkpointMinutes: { title: 'Checkpoint', help: 'Minutes between two; the training can go on from the last.' },
  evaluateEvery: { title: 'Validate', help: 'Steps between two looks at the validation examples. A tenth of all when empty.' },
  adapterType: { title: 'Type', help: 'Of the adapter’s numbers.' },
  checkPrompts: { title: 'Prompts checked', help: 'On which trainer and engine are compared at the end; 0 for none.' },
  checkTolerance: { title: 'Tolerance', help: 'Largest difference of a label’s log-probability that is allowed there.' },
};

const groups: readonly { readonly title: string; readonly names: readonly SettingName[] }[] = [
  { title: 'What is trained', names: ['base', 'data', 'validation', 'out', 'start', 'gguf'] },
  { title: 'Adapter', names: ['rank', 'alpha', 'dropout', 'head', 'softmax', 'targets'] },
  { title: 'Steps', names: ['learningRate', 'schedule', 'warmupRatio', 'gradientNorm', 'weightDecay', 'batchSize', 'accumulation', 'epochs', 'maxSteps', 'maxTokens', 'seed', 'groupByLength'] },
  { title: 'Machine', names: ['device', 'precision', 'quantization', 'optimizer', 'threads', 'gradientCheckpointing'] },
  { title: 'Checkpoints, validation and the check at the end', names: ['checkpointMinutes', 'evaluateEvery', 'adapterType', 'checkPrompts', 'checkTolerance'] },
];

/** What a generator has not. */
const ofClassifier: readonly SettingName[] = ['head', 'softmax'];

/** The settings of a training in the order of a form. Kinds, choices and defaults are the schema's. */
export function settingGroups(task: Task): readonly SettingGroup[] {
  return groups.map(({ title, names }) => ({
    title,
    settings: names.filter((name) => task === 'classifier' || !ofClassifier.includes(name)).map((name) => settingOf(name, task)),
  }));
}

function settingOf(name: SettingName, task: Task): Setting {
  const schema: z.ZodType = trainingConfigSchema.shape[name];
  const inner = schema instanceof z.ZodDefault || schema instanceof z.ZodOptional ? (schema.unwrap() as z.ZodType) : schema;
  const value: unknown = name === 'batchSize' ? studyBatch[task] : schema instanceof z.ZodDefault ? schema.parse(undefined) : undefined;
  return { name, ...words[name], ...kindOf(inner), byDefault: shown(value) };
}

function kindOf(schema: z.ZodType): Pick<Setting, 'kind' | 'choices'> {
  if (schema instanceof z.ZodEnum) return { kind: 'choice', choices: schema.options.map(String) };
  if (schema instanceof z.ZodBoolean) return { kind: 'switch', choices: [] };
  if (schema instanceof z.ZodArray) return { kind: 'many', choices: kindOf(schema.element as z.ZodType).choices };
  return { kind: schema instanceof z.ZodNumber ? 'number' : 'text', choices: [] };
}

function shown(value: unknown): SettingValue {
  if (typeof value === 'boolean') return value;
  if (Array.isArray(value)) return value.map(String);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
