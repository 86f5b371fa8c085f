import * as vscode from 'vscode';
import { describeSelection, type Selection } from '../../core/runs/selection';

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
  const usual: readonly SelectionPick[] = hans
    ? [
        { label: '10 a subcase', description: '300 examples: a first look, intervals of ±10 points and more', selection: { kind: 'per-subcase', count: 10, seed } },
        { label: '50 a subcase', description: '1,500 examples: intervals of about ±6 points a bar', selection: { kind: 'per-subcase', count: 50, seed } },
      ]
    : [{ label: '1,000 examples', description: 'drawn by seed', selection: { kind: 'limit', count: 1000, seed } }];
  const custom: SelectionPick = { label: hans ? 'Another number a subcase…' : 'Another number…' };
  const items: SelectionPick[] = [
    ...(last === undefined ? [] : [{ label: describeSelection(last), description: 'last used', selection: last }]),
    ...usual.filter(({ selection }) => JSON.stringify(selection) !== JSON.stringify(last)),
    ...(last?.kind === 'all' ? [] : [{ label: 'All examples', description: 'the whole file', selection: { kind: 'all' as const } }]),
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
