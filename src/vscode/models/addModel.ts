import * as vscode from 'vscode';
import type { ModelStore } from '../../storage/models/modelStore';
import { browseForGguf } from '../evaluate/pickModel';

/**
 * Remembers a model file, so that the pickers offer it.
 *
 * @param argument the file that was right-clicked, or its path; asked for when left out
 */
export async function addModelCommand(argument: unknown, models: ModelStore): Promise<void> {
  const file = pathOf(argument) ?? (await browseForGguf('Add a model'));
  if (file === undefined) return;
  const { id } = await models.add(file);
  vscode.window.setStatusBarMessage(`Added the model ${id}`, 5000);
}

function pathOf(argument: unknown): string | undefined {
  if (argument instanceof vscode.Uri) return argument.fsPath;
  return typeof argument === 'string' ? argument : undefined;
}
