import * as vscode from 'vscode';
import { subcases } from '../../core/hans/subcases';
import { count as counted } from '../../core/report/format';
import { describeSelection, type Selection } from '../../core/runs/selection';
import { usualPerSubcase } from '../shared/settings';

interface SelectionPick extends vscode.QuickPickItem {
  readonly selection?: Selection;
}

const seed = 1;

/**
 * Asks how much of a data file to score. A sample is drawn by a fixed seed, so that the samples of two
 * models are the same examples.
 *
 * @returns undefined when the user gave up
 */
export async function pickSelection(hans: boolean, last: Selection | undefined): Promise<Selection | undefined> {
  const usual: readonly SelectionPick[] = hans ? usualOfHans() : [{ label: '1,000 examples', description: 'drawn by seed', selection: { kind: 'limit', count: 1000, seed } }];
  const custom: SelectionPick = { label: hans ? 'Another number a subcase…' : 'Another number…' };
  const all: readonly SelectionPick[] = last?.kind === 'all' ? [] : [{ label: 'All examples', description: 'the whole file', selection: { kind: 'all' } }];
  const samples = usual.filter(({ selection }) => JSON.stringify(selection) !== JSON.stringify(last));
  const items: SelectionPick[] = [
    ...(last === undefined ? [] : [{ label: describeSelection(last), description: 'last used', selection: last }]),
    ...(hans && usualPerSubcase() === 0 ? [...all, ...samples] : [...samples, ...all]),
    custom,
  ];
  const picked = await vscode.window.showQuickPick(items, { title: 'Blindspot: How many examples', ignoreFocusOut: true });
  if (picked === undefined || picked.selection !== undefined) return picked?.selection;
  const count = await vscode.window.showInputBox({
    title: hans ? 'Examples of each subcase' : 'Examples',
    validateInput: (text) => (/^[1-9]\d*$/.test(text.trim()) ? undefined : 'A whole number of at least 1'),
    ignoreFocusOut: true,
  });
  return count === undefined ? undefined : { kind: hans ? 'per-subcase' : 'limit', count: Number(count), seed };
}

const worth: Readonly<Record<number, string>> = {
  10: ': a first look, intervals of ±10 points and more',
  50: ': intervals of about ±6 points a bar',
};

/** The user's usual number first. */
function usualOfHans(): SelectionPick[] {
  const counts = [...new Set([usualPerSubcase(), 10, 50])].filter((count) => count > 0);
  return counts.map((count) => ({
    label: `${counted(count)} a subcase`,
    description: `${counted(count * subcases.length)} examples${worth[count] ?? ''}`,
    selection: { kind: 'per-subcase', count, seed },
  }));
}
