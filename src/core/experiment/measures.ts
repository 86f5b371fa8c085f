import { isCorrect, type Answer, type Answers } from '../scoring/answers';
import { collapse } from '../nli/label';
import type { TestName } from './conditions';

/** What is read off a classifier's tests. */
export const measures = ['mnli-matched', 'mnli-matched-2way', 'mnli-mismatched', 'mnli-mismatched-2way', 'hans', 'hans-lexical-overlap', 'hans-lexical-overlap-non-entailed'] as const;
export type Measure = (typeof measures)[number];

export const measureTitles: Readonly<Record<Measure, string>> = {
  'mnli-matched': 'MNLI matched',
  'mnli-matched-2way': 'MNLI matched, two-way',
  'mnli-mismatched': 'MNLI mismatched',
  'mnli-mismatched-2way': 'MNLI mismatched, two-way',
  hans: 'HANS',
  'hans-lexical-overlap': 'HANS lexical overlap',
  'hans-lexical-overlap-non-entailed': 'HANS lexical overlap, non-entailed',
};

/** Those of the study's figure: a line each for every condition. */
export const drawnMeasures = ['mnli-matched', 'hans-lexical-overlap', 'hans-lexical-overlap-non-entailed'] as const satisfies readonly Measure[];

/** Example by example, in the data file's order: 1 where the answer is right. */
export type Outcomes = Uint8Array;

/** What one test of a classifier says. */
export function outcomesOf(test: TestName, answers: Answers): Partial<Record<Measure, Outcomes>> {
  if (answers.format === 'hans') {
    const lexical = answers.answers.filter(({ example }) => example.heuristic === 'lexical_overlap');
    const nonEntailed = lexical.filter(({ example }) => example.gold === 'non-entailment');
    return { hans: right(answers.answers), 'hans-lexical-overlap': right(lexical), 'hans-lexical-overlap-non-entailed': right(nonEntailed) };
  }
  if (test === 'hans') return {};
  const twoWay = answers.answers.map(({ example, prediction }) => ({ correct: isCorrect(collapse(example.gold), prediction.label) }));
  return { [`mnli-${test}`]: right(answers.answers), [`mnli-${test}-2way`]: right(twoWay) };
}

function right(answers: readonly Pick<Answer, 'correct'>[]): Outcomes {
  return Uint8Array.from(answers, ({ correct }) => Number(correct));
}

export function accuracyOf(outcomes: Outcomes): number {
  return outcomes.reduce((sum, each) => sum + each, 0) / outcomes.length;
}
