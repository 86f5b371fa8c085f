import type { TestItem, TestRunRequest } from 'vscode';
import type { HansExample } from '../../core/nli/example';
import type { Answer } from '../../core/scoring/answers';
import type { SuiteItems } from './suiteItems';

/** Does a list of test items hold an example, itself or in one of its groups? */
type Holds = (answer: Answer<HansExample>) => boolean;

/** The answers that a request for a test run is about. */
export function requestedAnswers(
  answers: readonly Answer<HansExample>[],
  items: SuiteItems,
  { include, exclude }: Pick<TestRunRequest, 'include' | 'exclude'>,
  which: 'all' | 'failed',
): readonly Answer<HansExample>[] {
  const isIncluded = include === undefined ? () => true : heldBy(include, items);
  const isExcluded = heldBy(exclude ?? [], items);
  return answers.filter((answer) => (which === 'all' || !answer.correct) && isIncluded(answer) && !isExcluded(answer));
}

function heldBy(list: readonly TestItem[], items: SuiteItems): Holds {
  let all = false;
  const groups = new Set<string>();
  const ids = new Set<string>();
  for (const item of list) {
    const node = items.nodeOf(item);
    if (node?.kind === 'run') all = true;
    else if (node?.kind === 'heuristic') groups.add(node.heuristic);
    else if (node?.kind === 'subcase') groups.add(node.subcase.name);
    else if (node?.kind === 'example') ids.add(node.answer.example.id);
  }
  return ({ example }) => all || groups.has(example.heuristic) || groups.has(example.subcase) || ids.has(example.id);
}
