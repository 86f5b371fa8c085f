import path from 'node:path';
import * as vscode from 'vscode';
import { UserError } from '../../core/userError';

/**
 * Moves a file or a folder to the trash, so that a slip can be undone. Where there is none, as in a window on a remote
 * machine, asks whether it may be deleted for good.
 *
 * @returns false when the user would rather keep it
 * @throws UserError `disk`
 */
export async function moveToTrash(file: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.delete(file, { recursive: true, useTrash: true });
    return true;
  } catch {
    return deleteForGood(file);
  }
}

async function deleteForGood(file: vscode.Uri): Promise<boolean> {
  const remove = 'Delete Permanently';
  const question = `“${path.basename(file.fsPath)}” cannot be moved to a trash.`;
  const detail = 'Delete it permanently? It cannot be restored then.';
  if ((await vscode.window.showWarningMessage(question, { modal: true, detail }, remove)) !== remove) return false;
  try {
    await vscode.workspace.fs.delete(file, { recursive: true });
    return true;
  } catch (error) {
    throw new UserError('disk', `${file.fsPath} could not be deleted: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}
