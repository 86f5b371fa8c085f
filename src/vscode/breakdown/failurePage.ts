import { failuresOf, type Cell } from '../../core/report/cell';
import type { Answer, Answers } from '../../core/scoring/answers';
import { labelProbabilities } from '../../core/scoring/prediction';
import type { FailingExample, FailurePage, Slot } from '../../../webview/breakdown/contract';

const examplesPerPage = 25;

/** A page of a cell's failing examples; the last one when there are not so many. */
export function failurePage(answers: Answers, slot: Slot, cell: Cell, asked: number): FailurePage {
  const failures = failuresOf(answers, cell);
  const pages = Math.max(1, Math.ceil(failures.length / examplesPerPage));
  const page = Math.min(asked, pages - 1);
  return {
    type: 'failures',
    slot,
    cell,
    page,
    pages,
    total: failures.length,
    examples: failures.slice(page * examplesPerPage, (page + 1) * examplesPerPage).map(failingExample),
  };
}

function failingExample({ example, prediction }: Answer): FailingExample {
  const { id, line, premise, hypothesis, gold } = example;
  const subcase = 'subcase' in example && typeof example.subcase === 'string' ? example.subcase : null;
  const { label: predicted, scores } = prediction;
  return {
    id,
    line,
    subcase,
    premise,
    hypothesis,
    gold,
    predicted,
    probabilities: scores === undefined ? null : labelProbabilities(scores),
    mass: scores?.mass ?? null,
  };
}
