import { changedPairs, type Change, type PairedAnswers } from '../compare/pairAnswers';
import { groupBy } from '../groupBy';
import { findSubcase, heuristicTitles } from '../hans/subcases';
import type { Answer, Answers } from '../scoring/answers';
import { UserError } from '../userError';
import { hansFieldsOf, passes, type FailureFilter } from './filter';

/** Failing examples with what a reader needs to place them. */
export interface FailureList {
  /** What they are: `Failing examples of SmolLM2 on HANS`. */
  readonly title: string;
  /** The data file whose lines the failing answers name. */
  readonly dataFile: string;
  readonly filter: FailureFilter;
  /** Examples answered, of which so many failed before the filter. */
  readonly answered: number;
  readonly failed: number;
  /** By subcase on HANS, by gold label elsewhere; only those that have one. */
  readonly groups: readonly FailureGroup[];
}

export interface FailureGroup {
  readonly title: string;
  readonly failures: readonly Failure[];
  /** Examples of the group that were answered, right or wrong. */
  readonly answered: number;
}

export interface Failure {
  readonly answer: Answer;
  /** In a comparison: what the other run, which was right, answered. */
  readonly other?: Answer;
}

/** A run, or a prediction file, as lists of its examples call it. */
export interface ListedRun {
  readonly title: string;
  readonly dataFile: string;
}

/**
 * The wrong answers of a run.
 *
 * @throws UserError `usage` when they are to be chosen by a confidence that the predictions do not hold
 */
export function failuresOfRun(run: ListedRun & { readonly answers: Answers }, filter: FailureFilter = {}): FailureList {
  const answers: readonly Answer[] = run.answers.answers;
  const failed = answers.filter(({ correct }) => !correct).map((answer) => ({ answer }));
  return listed(`Failing examples of ${run.title}`, run.dataFile, failed, answers, filter);
}

/**
 * What changed between two runs: the failing answer is A's where it is fixed, and B's where it is broken.
 *
 * @throws UserError `usage` when they are to be chosen by a confidence that the predictions do not hold
 */
export function changesOf(
  paired: PairedAnswers,
  { a, b }: { readonly a: ListedRun; readonly b: ListedRun },
  change: Change,
  filter: FailureFilter = {},
): FailureList {
  const changed = changedPairs(paired, change).map((pair) =>
    change === 'fixed' ? { answer: pair.a, other: pair.b } : { answer: pair.b, other: pair.a },
  );
  const fixed = change === 'fixed';
  return listed(
    fixed ? `Fixed: wrong in ${a.title}, right in ${b.title}` : `Broken: right in ${a.title}, wrong in ${b.title}`,
    (fixed ? a : b).dataFile,
    changed,
    paired.pairs.map((pair) => (fixed ? pair.a : pair.b)),
    filter,
  );
}

function listed(
  title: string,
  dataFile: string,
  failures: readonly Failure[],
  answers: readonly Answer[],
  filter: FailureFilter,
): FailureList {
  requireConfidence(failures, filter);
  const answered = new Map<string, number>();
  for (const answer of answers) answered.set(groupOf(answer), (answered.get(groupOf(answer)) ?? 0) + 1);
  const wanted = groupBy(
    failures.filter(({ answer }) => passes(answer, filter)),
    ({ answer }) => groupOf(answer),
  );
  return {
    title,
    dataFile,
    filter,
    answered: answers.length,
    failed: failures.length,
    groups: [...wanted].map(([group, members]) => ({ title: titleOf(group), failures: members, answered: answered.get(group) ?? 0 })),
  };
}

function requireConfidence(failures: readonly Failure[], { confidenceAtLeast, confidenceAtMost }: FailureFilter): void {
  if (confidenceAtLeast === undefined && confidenceAtMost === undefined) return;
  if (failures.length === 0 || failures.some(({ answer }) => answer.prediction.scores !== undefined)) return;
  throw new UserError(
    'usage',
    'These predictions hold labels and no probabilities, so the examples cannot be chosen by confidence. Leave that out, or choose a run that was evaluated here.',
  );
}

function groupOf({ example }: Answer): string {
  return hansFieldsOf(example)?.subcase ?? example.gold;
}

function titleOf(group: string): string {
  const subcase = findSubcase(group);
  return subcase === undefined ? `gold ${group}` : `${group} (${heuristicTitles[subcase.heuristic].toLowerCase()}, gold ${subcase.gold})`;
}
