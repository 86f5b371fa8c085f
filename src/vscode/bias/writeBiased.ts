import * as vscode from 'vscode';
import { count } from '../../core/report/format';
import { UserError } from '../../core/userError';
import type { Files } from '../../ports/files';
import { biasedSubset } from '../../workflows/measureBias';
import { cancellable } from '../shared/cancellable';

/** Asks where to, and writes the examples of a set that agree with the lexical overlap heuristic. @throws UserError */
export async function writeBiased(source: string, files: Pick<Files, 'readExamples' | 'writeSubset'>): Promise<void> {
  const target = await vscode.window.showSaveDialog({
    title: 'Write the biased subset',
    defaultUri: vscode.Uri.file(source.replace(/(\.[^./\\]*)?$/, '.biased$1')),
    filters: { Sets: ['jsonl', 'tsv', 'txt'] },
  });
  if (target === undefined) return;
  const written = await cancellable('Writing the biased subset', (signal) => write(source, target.fsPath, files, signal));
  if (written === undefined) return;
  const measure = 'Measure Its Bias';
  const answer = await vscode.window.showInformationMessage(`${target.fsPath}: ${count(written.kept)} of ${count(written.all)} examples.`, measure);
  if (answer === measure) await vscode.commands.executeCommand('blindspot.measureBias', target);
}

async function write(
  source: string,
  target: string,
  files: Pick<Files, 'readExamples' | 'writeSubset'>,
  signal: AbortSignal,
): Promise<{ readonly kept: number; readonly all: number }> {
  const { subset, examples } = await biasedSubset(source, files, signal);
  if (subset.lines.size === 0) throw new UserError('usage', `No example of ${source} agrees with the heuristic: nothing was written.`);
  await files.writeSubset(target, subset, signal);
  return { kept: subset.lines.size, all: examples };
}
