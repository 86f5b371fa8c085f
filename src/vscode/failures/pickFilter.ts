import * as vscode from 'vscode';
import { choicesOf, filterFields, type FilterField } from '../../core/failures/choices';
import { describeFilter, passes, type FailureFilter } from '../../core/failures/filter';
import { count } from '../../core/report/format';
import type { Answer, Answers } from '../../core/scoring/answers';

const fieldTitles: Readonly<Record<FilterField, string>> = {
  heuristic: 'Heuristic',
  subcase: 'Subcase',
  template: 'Template',
  gold: 'Gold label',
  confidenceAtLeast: 'Confidence',
};

interface StepPick extends vscode.QuickPickItem {
  readonly step: FilterField | 'open';
}

interface ValuePick extends vscode.QuickPickItem {
  readonly filter: FailureFilter;
}

/**
 * Asks which of a run's failing examples are wanted, as often as the user narrows them down: Enter alone takes all.
 *
 * @returns undefined when the user gave up
 */
export async function pickFilter(answers: Answers, title: string): Promise<FailureFilter | undefined> {
  let filter: FailureFilter = {};
  for (;;) {
    const picked = await vscode.window.showQuickPick(steps(answers, filter), { title, ignoreFocusOut: true });
    if (picked === undefined) return undefined;
    if (picked.step === 'open') return filter;
    filter = (await pickValue(answers, picked.step, filter)) ?? filter;
  }
}

function steps(answers: Answers, filter: FailureFilter): StepPick[] {
  const left = (answers.answers as readonly Answer[]).filter((answer) => !answer.correct && passes(answer, filter)).length;
  return [
    { label: `$(list-tree) Open ${count(left)} failing ${left === 1 ? 'example' : 'examples'}`, description: describeFilter(filter), step: 'open' },
    ...filterFields
      .filter((field) => field in filter || choicesOf(answers, field, filter).length > 0)
      .map((field): StepPick => ({ label: `$(filter) ${fieldTitles[field]}`, description: describeFilter(only(field, filter)) || 'any', step: field })),
  ];
}

async function pickValue(answers: Answers, field: FilterField, filter: FailureFilter): Promise<FailureFilter | undefined> {
  const { [field]: _, ...others } = filter;
  const items: ValuePick[] = [
    { label: 'Any', filter: others },
    ...choicesOf(answers, field, filter).map((choice) => ({ label: choice.title, description: count(choice.failures), filter: choice.filter })),
  ];
  return (await vscode.window.showQuickPick(items, { title: fieldTitles[field], ignoreFocusOut: true }))?.filter;
}

function only(field: FilterField, filter: FailureFilter): FailureFilter {
  return filter[field] === undefined ? {} : { [field]: filter[field] };
}
