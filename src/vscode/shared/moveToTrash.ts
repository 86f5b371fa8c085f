import path from 'node:path';
import * as vscode from 'vscode';
import { UserError } from '../../core/userError';

/**
 * Moves a file or a folder to the trash, so that a slip can be undone. Where there is none, as in a window on a remote
 * machine, asks whether it may be deleted for good.
 *
 * @param requireFree is called before each attempt, since much may begin while the user is asked; throws where it must stay
 * @returns false when the user would rather keep it
 * @throws UserError `disk`
 */
export async function moveToTrash(file: vscode.Uri, requireFree: () => Promise<void>): Promise<boolean> {
  await requireFree();
  try {
    await vscode.workspace.fs.delete(file, { recursive: true, useTrash: true });
    return true;
  } catch {
    return deleteForGood(file, requireFree);
  }
}

async function deleteForGood(file: vscode.Uri, requireFree: () => Promise<void>): Promise<boolean> {
  const remove = 'Delete Permanently';
  const question = `“${path.basename(file.fsPath)}” cannot be moved to a trash.`;
  const detail = 'Delete it permanently? It cannot be restored then.';
  if ((await vscode.window.showWarningMessage(question, { modal: true, detail }, remove)) !== remove) return false;
  await requireFree();
  try {
    await vscode.workspace.fs.delete(file, { recursive: true });
    return true;
  } catch (error) {
    throw new UserError('disk', `${file.fsPath} could not be deleted: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}
