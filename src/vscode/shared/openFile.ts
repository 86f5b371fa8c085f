import * as vscode from 'vscode';

/** Shows a file as text, whatever its size: by the editor's own command, because an extension can open only those below 50 MB itself. */
export async function openFile(file: string, options: vscode.TextDocumentShowOptions = {}): Promise<void> {
  await vscode.commands.executeCommand('vscode.openWith', vscode.Uri.file(file), 'default', options);
}

/** Shows a line of a file beside what is in view. @param line counted from 1 */
export async function openLine(file: string, line: number): Promise<void> {
  await openFile(file, { viewColumn: vscode.ViewColumn.Beside, selection: new vscode.Range(line - 1, 0, line - 1, 0), preview: true });
}
