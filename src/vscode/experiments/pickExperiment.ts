import * as vscode from 'vscode';
import * as z from 'zod';
import { experimentEnding } from '../../core/experiment/experimentFile';
import { fileOf } from '../shared/fileArgument';

const rowSchema = z.object({ file: z.string() });

/**
 * The experiment that a command is about: its row, its file or its path; without any of these the one in the active
 * editor, the only one there is, or the one that is picked.
 *
 * @param files absolute paths of all experiments
 * @returns absolute path; undefined where there is none, which the user is told, or where the user gave up
 */
export async function experimentOf(argument: unknown, files: () => Promise<readonly string[]>): Promise<string | undefined> {
  const row = rowSchema.safeParse(argument);
  if (row.success) return row.data.file;
  if (argument != null) return fileOf(argument);
  const active = vscode.window.activeTextEditor?.document.uri;
  if (active?.scheme === 'file' && active.path.endsWith(experimentEnding)) return active.fsPath;
  const found = await files();
  if (found.length <= 1) {
    if (found.length === 0) void offerNew();
    return found[0];
  }
  const items = found.map((file) => ({ label: vscode.workspace.asRelativePath(file), file }));
  return (await vscode.window.showQuickPick(items, { title: 'Blindspot: Experiment' }))?.file;
}

async function offerNew(): Promise<void> {
  const make = 'New Experiment…';
  if ((await vscode.window.showInformationMessage('There is no experiment in this folder yet.', make)) === make) await vscode.commands.executeCommand('blindspot.newExperiment');
}
