import * as z from 'zod';
import { resourcesSchema } from '../jobs/job';
import { slurmSettingsSchema } from '../jobs/slurmSettings';
import { seedSchema } from '../streamSeed';
import { perLabelSchema, samplingSchema } from '../synthetic/sampling';
import { trainingConfigSchema } from '../training/config';
import { conditions } from './conditions';

const name = z.string().min(1);
const positive = z.int().positive();
const seed = seedSchema.nonnegative();
const { temperature, topP, minP, maxTokens } = samplingSchema.shape;
const trainer = trainingConfigSchema.omit({ task: true, base: true, gguf: true, data: true, validation: true, out: true, seed: true, start: true });

const data = z.strictObject({
  training: name.describe('The set that starting points, original examples and the generator take theirs from: MNLI’s training set.'),
  distinct: z.boolean().describe('Take examples that stand in it more than once only once.'),
  validationPerLabel: positive.describe('Examples of each label that are held out and watched while training; nothing is trained on them.'),
  seed: seed.describe('Draws the validation examples.'),
});

const generator = z.strictObject({
  examples: positive.optional().describe('So many examples are learnt from; all of the training set when left out.'),
  seed: seed.describe('Draws those examples, and is the seed of the training.'),
  training: trainer,
});

const generation = z.strictObject({
  perLabel: perLabelSchema.describe('Samples of each label; those that make no example are counted and left out.'),
  seed: seed.describe('Of the sampling: another one makes another set.'),
  temperature: temperature.describe('0 takes the likeliest token.'),
  topP: topP.describe('Sample among the likeliest tokens that have this share together.'),
  minP: minP.describe('Leave out tokens with less than this share of the likeliest one’s probability.'),
  maxTokens: maxTokens.describe('Longest text, in tokens.'),
  notInTests: z.boolean().describe('Leave out pairs that stand in one of the tests.'),
});

const testData = name.describe('Its file.');
const mnliTest = z.strictObject({ data: testData, limit: positive.optional().describe('So many examples, drawn by seed; all when left out.') });
const hansTest = z.strictObject({ data: testData, perSubcase: positive.optional().describe('So many examples of each of the thirty subcases, drawn by seed; all when left out.') });
const tests = z.strictObject({
  matched: mnliTest,
  mismatched: mnliTest.optional(),
  hans: hansTest,
  seed: seed.describe('Draws the examples where a test is not taken whole.'),
});

const engine = z.strictObject({
  gpu: z.enum(['auto', 'off']).describe('Use a GPU for evaluating and generating, if there is one.'),
  threads: positive.optional().describe('CPU threads for evaluating and generating; as many as there are cores when left out, and at most.'),
});

const shape = {
  base: name.describe('The model: a GGUF, the ID of a model that was pulled, or a folder in Hugging Face’s format.'),
  gguf: name.optional().describe('The GGUF that is evaluated, where the base is a folder.'),
  data,
  startingPoints: z.array(z.int().nonnegative()).min(1).describe('How many original examples a classifier sees first: a panel of the figure each.'),
  conditions: z.array(z.enum(conditions)).min(1).describe('What further examples are: original, the generator’s, or those of the generator’s that agree with the lexical overlap heuristic.'),
  augmentationSizes: z.array(z.int().nonnegative()).min(1).describe('How many further examples of each condition it then sees. 0 is the starting point itself.'),
  ifOriginalsRunOut: z.enum(['refuse', 'skip']).describe('What becomes of a starting point with too few original examples left for a size: refuse the experiment, or skip that one cell.'),
  seeds: z.array(seed).min(1).describe('Each carries out the grid once, with other draws and another training; results are means over them.'),
  classifier: trainer,
  generator,
  generation,
  tests,
  engine,
  executor: z.enum(['local', 'slurm']).describe('Where jobs run: on this machine, or in Slurm’s queue.'),
  jobs: positive.describe('Jobs at a time.'),
  slurm: slurmSettingsSchema.describe('How this cluster takes jobs: partition, account, modules.'),
  resources: z.strictObject({
    train: resourcesSchema.describe('For trainings, the generator’s too.'),
    generate: resourcesSchema.describe('For the synthetic set.'),
    evaluate: resourcesSchema.describe('For tests.'),
    data: resourcesSchema.describe('For draws and splits of the data.'),
  }),
};

/** An experiment with nothing left open. */
export const experimentSchema = z.strictObject(shape);
export type Experiment = z.infer<typeof experimentSchema>;

export const presetNames = ['paper', 'laptop'] as const;

/** `*.experiment.json`: what it leaves out is its preset's. Paths are relative to it. */
export const experimentFileSchema = z
  .strictObject({
    ...shape,
    $schema: z.string().describe('Where other editors find the schema of this file.'),
    preset: z.enum(presetNames).describe('Where everything comes from that is left out: the study as published, or a small one for two cores.'),
    data: data.partial().describe('What is learnt from.'),
    classifier: trainer.partial().describe('How classifiers are trained; as in the configuration of `blindspot train`.'),
    generator: generator
      .extend({ training: trainer.partial().describe('As in the configuration of `blindspot train`.') })
      .partial()
      .describe('The one model that writes the synthetic examples, and how it is trained.'),
    generation: generation.partial().describe('How it writes them.'),
    tests: tests
      .extend({
        matched: mnliTest.partial().describe('MNLI’s matched development set.'),
        mismatched: mnliTest.partial().describe('MNLI’s mismatched development set.'),
        hans: hansTest.partial().describe('HANS, where the heuristic gives the wrong answer for half of the examples.'),
      })
      .partial()
      .describe('What each classifier is tested on.'),
    engine: engine.partial().describe('How models are run for tests and generation.'),
    resources: shape.resources.partial().describe('What a job of each kind asks of Slurm.'),
  })
  .partial();
