import { makeHansExamples } from '../hans/generator/makeHansExamples';
import type { NliExample } from '../nli/example';
import { isLabel } from '../nli/label';
import { classifierPrompt, fillPrompt } from '../scoring/prompt';
import { generatorText } from '../synthetic/generatorPrompt';
import { UserError } from '../userError';
import type { TrainingConfig } from './config';

/**
 * An example as the trainer takes it, a line of JSON: the very text that the engine is later given, so that
 * there is one place where prompts are made.
 *
 * @param file how messages call the data
 * @throws UserError `bad-data` for an example of HANS's two labels
 */
export function trainingRow({ id, premise, hypothesis, gold, line }: NliExample, task: TrainingConfig['task'], file: string): string {
  if (!isLabel(gold)) {
    throw new UserError('bad-data', `${file}, line ${line}: "${gold}" leaves open which of the other two labels it is, and training needs all three. Choose data with entailment, neutral and contradiction.`);
  }
  const row = task === 'classifier' ? { id, text: fillPrompt(classifierPrompt, premise, hypothesis), label: gold } : { id, text: generatorText(gold, { premise, hypothesis }) };
  return `${JSON.stringify(row)}\n`;
}

/** A text to be asked about, with its pair ID. */
export interface TrainingPrompt {
  readonly id: string;
  readonly text: string;
}

type Pair = Pick<NliExample, 'id' | 'premise' | 'hypothesis'>;

export function promptsOf(examples: readonly Pair[]): TrainingPrompt[] {
  return examples.map(({ id, premise, hypothesis }) => ({ id, text: fillPrompt(classifierPrompt, premise, hypothesis) }));
}

/** Prompts on which two programs are held against each other: spread evenly over the examples, whatever their order. */
export function probesOf(examples: readonly Pair[], count: number): readonly TrainingPrompt[] {
  const taken = Math.min(count, examples.length);
  return promptsOf(
    Array.from({ length: taken }, (_, at) => examples[Math.floor((at * examples.length) / taken)]).filter((example) => example !== undefined),
  );
}

/** Fifty for where there is no data: always the same. */
export function standingProbes(): readonly TrainingPrompt[] {
  return probesOf([...makeHansExamples({ perSubcase: 2, seed: 1 })], 50);
}
