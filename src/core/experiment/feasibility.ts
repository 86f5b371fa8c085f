import { labels } from '../nli/label';
import { count } from '../report/format';
import { UserError } from '../userError';
import type { ExperimentInputs } from './inputs';
import type { Experiment } from './settings';

/** Examples to draw from: the training set without those held out. */
export function poolSize({ data }: Pick<Experiment, 'data'>, { training }: Pick<ExperimentInputs, 'training'>): number {
  return Object.values(training.labels).reduce((sum, examples) => sum + examples, 0) - labels.length * data.validationPerLabel;
}

/** Original examples that a starting point leaves unseen. */
export function originalsLeft(experiment: Pick<Experiment, 'data'>, inputs: Pick<ExperimentInputs, 'training'>, start: number): number {
  return poolSize(experiment, inputs) - start;
}

/** Does any cell of the grid see synthetic examples? */
export function needsGenerator({ conditions, augmentationSizes }: Pick<Experiment, 'conditions' | 'augmentationSizes'>): boolean {
  return conditions.some((condition) => condition !== 'original') && augmentationSizes.some((size) => size > 0);
}

/** @throws UserError `usage` for sizes that the data cannot give, all of them in one message */
export function requirePossible(experiment: Experiment, inputs: ExperimentInputs): void {
  const problems = [...dataProblems(experiment, inputs), ...originalProblems(experiment, inputs), ...syntheticProblems(experiment)];
  if (problems.length > 0) throw new UserError('usage', problems.join(' '));
}

function* dataProblems(experiment: Experiment, inputs: ExperimentInputs): Generator<string> {
  const { training } = inputs;
  const { data, generator } = experiment;
  for (const label of labels) {
    const there = training.labels[label] ?? 0;
    if (there <= data.validationPerLabel) yield `data.validationPerLabel: of label ${label} ${training.file} has ${count(there)} examples, and holding out ${count(data.validationPerLabel)} leaves none. Hold out fewer.`;
  }
  const two = training.labels['non-entailment'] ?? 0;
  if (two > 0) yield `data.training: ${count(two)} examples of ${training.file} are labelled "non-entailment", and training needs all three labels. Choose MNLI's training set or one like it.`;
  const pool = poolSize(experiment, inputs);
  if (needsGenerator(experiment) && generator.examples !== undefined && generator.examples > pool) yield `generator.examples: ${count(generator.examples)} are asked for, and there are ${count(pool)} to train on.`;
}

function* originalProblems(experiment: Experiment, inputs: ExperimentInputs): Generator<string> {
  const { startingPoints, augmentationSizes, conditions, ifOriginalsRunOut } = experiment;
  const pool = poolSize(experiment, inputs);
  const largest = Math.max(...augmentationSizes);
  for (const start of startingPoints) {
    if (start > pool) yield `startingPoints: ${count(start)} are asked for, and there are ${count(pool)} to train on.`;
    else if (conditions.includes('original') && ifOriginalsRunOut === 'refuse' && start + largest > pool) {
      yield `augmentationSizes: after ${count(start)} originals only ${count(pool - start)} of ${count(pool)} are unseen, and ${count(largest)} are asked for. Ask for fewer, or set "ifOriginalsRunOut" to "skip".`;
    }
  }
}

function* syntheticProblems(experiment: Experiment): Generator<string> {
  const { augmentationSizes, generation } = experiment;
  const samples = labels.length * generation.perLabel;
  const largest = Math.max(...augmentationSizes);
  if (needsGenerator(experiment) && largest > samples) {
    yield `augmentationSizes: ${count(largest)} synthetic examples are asked for, and generation.perLabel lets ${count(samples)} be sampled. Sample more.`;
  }
}
