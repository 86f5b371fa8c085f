import { stat } from 'node:fs/promises';
import * as vscode from 'vscode';

/** Bytes of a file up to which the editor lets an extension open it itself. */
const mostBytes = 50 * 1024 ** 2;

/**
 * Shows a file as text, whatever its size. A larger one than extensions may open is opened by the editor's own command,
 * which in a remote window first asks about files above 10 MB.
 */
export async function openFile(file: string, options: vscode.TextDocumentShowOptions = {}): Promise<void> {
  const bytes = await stat(file).then(({ size }) => size, () => 0);
  if (bytes > mostBytes) await vscode.commands.executeCommand('vscode.openWith', vscode.Uri.file(file), 'default', options);
  else await vscode.window.showTextDocument(vscode.Uri.file(file), options);
}

/** Shows a line of a file beside what is in view. @param line counted from 1 */
export async function openLine(file: string, line: number): Promise<void> {
  await openFile(file, { viewColumn: vscode.ViewColumn.Beside, selection: new vscode.Range(line - 1, 0, line - 1, 0), preview: true });
}
