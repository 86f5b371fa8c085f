import { groupBy } from '../groupBy';
import { heuristics, subcases, type Heuristic } from '../hans/subcases';
import type { HansExample } from '../nli/example';
import { binaryLabels, collapse, labels, type AnyLabel, type BinaryLabel } from '../nli/label';
import { isCorrect, type Answer, type Answers } from '../scoring/answers';
import { tally, type Tally } from '../scoring/tally';
import { warningsOf, type ReportWarning } from './warnings';

/** What a run or a prediction file comes to. Its JSON is a public format: scripts read it. */
export type Report = HansReport | NliReport;

interface Summary {
  readonly examples: number;
  /** Two-way on HANS, as it is published; three-way elsewhere. */
  readonly accuracy: number | null;
  readonly warnings: readonly ReportWarning[];
}

export interface HansReport extends Summary {
  readonly kind: 'hans';
  readonly heuristics: Readonly<Record<Heuristic, Readonly<Record<BinaryLabel, Tally>>>>;
  readonly subcases: Readonly<Record<string, SubcaseTally>>;
}

export interface SubcaseTally extends Tally {
  readonly gold: BinaryLabel;
}

export interface NliReport extends Summary {
  readonly kind: 'nli';
  /** By gold label, as far as it occurs. */
  readonly labels: Readonly<Partial<Record<AnyLabel, Tally>>>;
  /** `confusion[gold][predicted]`, in examples. */
  readonly confusion: Readonly<Partial<Record<AnyLabel, Readonly<Partial<Record<AnyLabel, number>>>>>>;
  readonly accuracy_3way: Tally;
  /** Neutral and contradiction both count as non-entailment. */
  readonly accuracy_2way: Tally;
}

export function reportOf(answers: Answers): Report {
  const warnings = warningsOf(answers);
  return answers.format === 'hans' ? hansReport(answers.answers, warnings) : nliReport(answers.answers, warnings);
}

function hansReport(answers: readonly Answer<HansExample>[], warnings: readonly ReportWarning[]): HansReport {
  const bySubcase = groupBy(answers, ({ example }) => example.subcase);
  const cell = (heuristic: Heuristic, gold: BinaryLabel): Tally =>
    tally(
      subcases
        .filter((subcase) => subcase.heuristic === heuristic && subcase.gold === gold)
        .flatMap((subcase) => bySubcase.get(subcase.name) ?? []),
    );
  return {
    kind: 'hans',
    examples: answers.length,
    accuracy: tally(answers).accuracy,
    heuristics: record(heuristics, (heuristic) => record(binaryLabels, (gold) => cell(heuristic, gold))),
    subcases: Object.fromEntries(
      subcases.map(({ name, gold }) => [name, { gold, ...tally(bySubcase.get(name) ?? []) }]),
    ),
    warnings,
  };
}

function nliReport(answers: readonly Answer[], warnings: readonly ReportWarning[]): NliReport {
  const byGold = groupBy(answers, ({ example }) => example.gold);
  const golds = [...labels, 'non-entailment' as const].filter((gold) => byGold.has(gold));
  const threeWay = tally(answers);
  return {
    kind: 'nli',
    examples: answers.length,
    accuracy: threeWay.accuracy,
    labels: record(golds, (gold) => tally(byGold.get(gold) ?? [])),
    confusion: record(golds, (gold) => countPredictions(byGold.get(gold) ?? [])),
    accuracy_3way: threeWay,
    accuracy_2way: tally(
      answers.map(({ example, prediction }) => ({ correct: isCorrect(collapse(example.gold), prediction.label) })),
    ),
    warnings,
  };
}

function countPredictions(answers: readonly Answer[]): Partial<Record<AnyLabel, number>> {
  const counts: Partial<Record<AnyLabel, number>> = {};
  for (const { prediction } of answers) counts[prediction.label] = (counts[prediction.label] ?? 0) + 1;
  return counts;
}

function record<Key extends string, Value>(keys: readonly Key[], value: (key: Key) => Value): Record<Key, Value> {
  return Object.fromEntries(keys.map((key) => [key, value(key)])) as Record<Key, Value>;
}
