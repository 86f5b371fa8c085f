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

const titles: Readonly<Record<SettingName, string>> = {
  base: 'Base',
  gguf: 'GGUF of the base',
  data: 'Data',
  validation: 'Validation',
  start: 'Goes on from',
  out: 'Adapter',
  head: 'Head',
  softmax: 'Soft-max',
  rank: 'Rank',
  alpha: 'Alpha',
  dropout: 'Dropout',
  targets: 'Matrices',
  learningRate: 'Learning rate',
  schedule: 'Schedule',
  warmupRatio: 'Warm-up',
  gradientNorm: 'Gradient norm',
  weightDecay: 'Weight decay',
  batchSize: 'Batch',
  accumulation: 'Batches a step',
  epochs: 'Epochs',
  maxSteps: 'Steps at most',
  groupByLength: 'Group by length',
  maxTokens: 'Longest example',
  seed: 'Seed',
  device: 'Device',
  precision: 'Precision',
  quantization: 'Base in memory',
  optimizer: 'Optimizer',
  gradientCheckpointing: 'Gradient checkpointing',
  threads: 'Threads',
  checkpointMinutes: 'Checkpoint',
  evaluateEvery: 'Validate',
  adapterType: 'Type',
  checkPrompts: 'Prompts checked',
  checkTolerance: 'Tolerance',
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

/** The settings of a training in the order of a form. Kinds, choices, defaults and help are the schema's. */
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
  return { name, title: titles[name], help: schema.description ?? '', ...kindOf(inner), byDefault: shown(value) };
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
