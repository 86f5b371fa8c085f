import type * as z from 'zod';
import { studySampling } from '../synthetic/sampling';
import { conditions } from './conditions';
import type { experimentSchema, presetNames } from './settings';

type Preset = z.input<typeof experimentSchema>;

const { temperature, topP, minP, maxTokens } = studySampling;

/** Zhang & Pavlick (2025); the settings of its trainings are those of `trainingConfigSchema`, and so left out here. */
const paper: Preset = {
  base: 'Llama-2-7b-hf',
  gguf: 'llama-2-7b-q4_k_m',
  data: { training: 'multinli_1.0_train.jsonl', distinct: true, validationPerLabel: 250, seed: 1 },
  startingPoints: [0, 5000, 10_000, 20_000, 100_000, 391_722],
  conditions: [...conditions],
  augmentationSizes: [0, 18_020, 36_040, 73_080],
  // After all of MNLI there is nothing left that has not been seen.
  ifOriginalsRunOut: 'skip',
  seeds: [1],
  classifier: { batchSize: 2 },
  generator: { seed: 1, training: { batchSize: 6 } },
  generation: { perLabel: 100_000, seed: 1, temperature, topP, minP, maxTokens, notInTests: true },
  tests: {
    matched: { data: 'multinli_1.0_dev_matched.jsonl' },
    mismatched: { data: 'multinli_1.0_dev_mismatched.jsonl' },
    hans: { data: 'heuristics_evaluation_set.txt' },
    seed: 1,
  },
  engine: { gpu: 'auto' },
  executor: 'slurm',
  jobs: 100,
  slurm: {},
  resources: {
    train: { gpus: 1, cpus: 8, memory: '64G', time: '2-00:00:00' },
    generate: { gpus: 1, cpus: 8, memory: '64G', time: '2-00:00:00' },
    evaluate: { gpus: 1, cpus: 8, memory: '32G', time: '8:00:00' },
    data: { cpus: 1, memory: '8G', time: '1:00:00' },
  },
};

/** Settings with which a model of 135 M parameters learns the task from a few thousand examples. */
const smallTraining = {
  rank: 16,
  alpha: 32,
  dropout: 0.05,
  learningRate: 6e-4,
  schedule: 'linear',
  warmupRatio: 0.03,
  gradientNorm: 1,
  batchSize: 16,
  // One look at the held-out examples, at the end: looking takes time from training here.
  evaluateEvery: 1_000_000,
  checkpointMinutes: 3,
} as const;

/** The study in small: three hours on two cores. */
const laptop: Preset = {
  ...paper,
  base: 'smollm2-135m-instruct-q4_1',
  gguf: undefined,
  data: { training: 'multinli_1.0_train.jsonl', distinct: true, validationPerLabel: 20, seed: 1 },
  // From a few hundred examples alone a model this small learns no more than to say one label.
  startingPoints: [0, 1500, 3000],
  augmentationSizes: [0, 500, 1000],
  ifOriginalsRunOut: 'refuse',
  classifier: smallTraining,
  generator: { examples: 2000, seed: 1, training: { ...smallTraining, maxTokens: 256 } },
  // After 600 examples 43 % of its samples could be used without min-p, and of those two thirds are biased.
  generation: { perLabel: 1200, seed: 1, temperature, topP, minP: 0.05, maxTokens: 128, notInTests: true },
  tests: {
    matched: { data: 'multinli_1.0_dev_matched.jsonl', limit: 400 },
    mismatched: undefined,
    hans: { data: 'heuristics_evaluation_set.txt', perSubcase: 20 },
    seed: 1,
  },
  engine: { gpu: 'auto' },
  executor: 'local',
  jobs: 1,
  // A model this small runs wherever a cluster puts it.
  resources: { train: {}, generate: {}, evaluate: {}, data: {} },
};

export const presets: Readonly<Record<(typeof presetNames)[number], Preset>> = { paper, laptop };
