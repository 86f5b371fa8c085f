import { heuristics, heuristicTitles, subcases } from '../hans/subcases';
import { binaryLabels, labels } from '../nli/label';
import { percent } from '../report/format';
import type { Answer, Answers } from '../scoring/answers';
import { hansFieldsOf, passes, type FailureFilter } from './filter';

/** What failing examples can be narrowed down by, in the order in which a person is asked. */
export const filterFields = ['heuristic', 'subcase', 'template', 'gold', 'confidenceAtLeast'] as const;
export type FilterField = (typeof filterFields)[number];

/** A value that a field can be narrowed down to, with the failing examples that are then left. */
export interface FilterChoice {
  readonly title: string;
  readonly filter: FailureFilter;
  readonly failures: number;
}

const confidences = [0.5, 0.8, 0.9, 0.95, 0.99];

/** The values of a field that leave something, given what the other fields say. */
export function choicesOf({ answers }: Answers, field: FilterField, filter: FailureFilter): readonly FilterChoice[] {
  const { [field]: _, ...others } = filter;
  const left = (answers as readonly Answer[]).filter((answer) => !answer.correct && passes(answer, others));
  const choice = (title: string, value: FailureFilter): FilterChoice => ({
    title,
    filter: { ...others, ...value },
    failures: left.filter((answer) => passes(answer, value)).length,
  });
  return valuesOf(field, left)
    .map(([title, value]) => choice(title, value))
    .filter(({ failures }) => failures > 0);
}

function valuesOf(field: FilterField, left: readonly Answer[]): readonly (readonly [title: string, value: FailureFilter])[] {
  switch (field) {
    case 'heuristic':
      return heuristics.map((heuristic) => [heuristicTitles[heuristic], { heuristic }]);
    case 'subcase':
      return subcases.map(({ name }) => [name, { subcase: name }]);
    case 'template':
      return templatesOf(left).map((template) => [template, { template }]);
    case 'gold':
      // HANS's two labels, or MNLI's three.
      return (left.some(({ example }) => example.gold === 'non-entailment') ? binaryLabels : labels).map((gold) => [gold, { gold }]);
    case 'confidenceAtLeast':
      return confidences.map((share) => [`at least ${percent(share)}`, { confidenceAtLeast: share }]);
  }
}

/** In the order of their numbers: `temp2` before `temp10`. */
function templatesOf(answers: readonly Answer[]): string[] {
  const templates = new Set(answers.flatMap(({ example }) => hansFieldsOf(example)?.template ?? []));
  return [...templates].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}
