import path from 'node:path';
import * as vscode from 'vscode';

/**
 * Shows a file or a folder in the system's file manager. A window on a remote machine and one in a browser have none:
 * there it is the editor's explorer, and what lies outside of the open folder is told with its path.
 */
export async function reveal(file: vscode.Uri): Promise<void> {
  if (vscode.env.remoteName === undefined && vscode.env.uiKind === vscode.UIKind.Desktop) {
    await vscode.commands.executeCommand('revealFileInOS', file);
  } else if (vscode.workspace.getWorkspaceFolder(file) !== undefined) {
    await vscode.commands.executeCommand('revealInExplorer', file);
  } else {
    const copy = 'Copy Path';
    const answer = await vscode.window.showInformationMessage(`${path.basename(file.fsPath)} is outside of the open folder, in ${path.dirname(file.fsPath)}.`, copy);
    if (answer === copy) await vscode.env.clipboard.writeText(file.fsPath);
  }
}
