import type { DataSet, HansExample, NliExample } from '../nli/example';
import { collapse, isLabel, type AnyLabel } from '../nli/label';
import { UserError } from '../userError';
import type { Prediction } from './prediction';

/** An example together with what was predicted for it. */
export interface Answer<Example extends NliExample = NliExample> {
  readonly example: Example;
  readonly prediction: Prediction;
  readonly correct: boolean;
}

/** The answers to a data file, with its kind, which decides how they can be broken down. */
export type Answers =
  | { readonly format: 'hans'; readonly answers: readonly Answer<HansExample>[] }
  | { readonly format: Exclude<DataSet['format'], 'hans'>; readonly answers: readonly Answer[] };

/** Where either side is two-way, both are read two-way: neutral and contradiction are non-entailment. */
export function isCorrect(gold: AnyLabel, predicted: AnyLabel): boolean {
  if (isLabel(gold) && isLabel(predicted) && gold !== 'entailment' && predicted !== 'entailment') return gold === predicted;
  return collapse(gold) === collapse(predicted);
}

/**
 * Joins predictions with the examples they are about, in the data file's order.
 *
 * @param source how messages call the predictions
 * @throws UserError `bad-predictions` when an ID is unknown to the data file or comes twice
 */
export function matchPredictions(dataSet: DataSet, predictions: readonly Prediction[], source: string): Answers {
  const byId = new Map<string, Prediction>();
  for (const prediction of predictions) {
    if (byId.has(prediction.id)) {
      throw new UserError('bad-predictions', `${source}: pair ID "${prediction.id}" comes twice. Keep one prediction an example.`);
    }
    byId.set(prediction.id, prediction);
  }
  const matched =
    dataSet.format === 'hans'
      ? { format: dataSet.format, answers: match(dataSet.examples, byId) }
      : { format: dataSet.format, answers: match(dataSet.examples, byId) };
  if (matched.answers.length < byId.size) {
    const known = new Set(dataSet.examples.map((example) => example.id));
    const unknown = [...byId.keys()].filter((id) => !known.has(id));
    throw new UserError(
      'bad-predictions',
      `${source}: ${countOf(unknown.length, 'pair ID is', 'pair IDs are')} not in the data file, first "${unknown[0]}". ` +
        'Choose the data file that the predictions were made for.',
    );
  }
  return matched;
}

/**
 * @throws UserError `missing-predictions` unless every example of the data file has a prediction, which
 * somebody's prediction file must; a run of ours may cover a selection.
 */
export function requireComplete(dataSet: DataSet, predictions: readonly Prediction[], source: string): void {
  const predicted = new Set(predictions.map((prediction) => prediction.id));
  const missing = dataSet.examples.filter((example) => !predicted.has(example.id));
  if (missing.length === 0) return;
  throw new UserError(
    'missing-predictions',
    `${source}: ${countOf(missing.length, 'example of the data file has', 'examples of the data file have')} no prediction, ` +
      `first "${missing[0]?.id}". Add ${missing.length === 1 ? 'it' : 'them'}, or allow a partial file to report on the rest.`,
  );
}

function match<Example extends NliExample>(examples: readonly Example[], byId: ReadonlyMap<string, Prediction>): Answer<Example>[] {
  const answers: Answer<Example>[] = [];
  for (const example of examples) {
    const prediction = byId.get(example.id);
    if (prediction !== undefined) {
      answers.push({ example, prediction, correct: isCorrect(example.gold, prediction.label) });
    }
  }
  return answers;
}

function countOf(count: number, one: string, many: string): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}
