import * as vscode from 'vscode';
import { keptChoice } from './keptChoice';

/** Calls `onSeen` once, as soon as the data file of the run that was chosen in an earlier session is in view. */
export function whenChosenDataIsSeen(memento: vscode.Memento, onSeen: () => void): vscode.Disposable {
  const data = keptChoice(memento)?.data;
  const seen = (editors: readonly vscode.TextEditor[]): boolean =>
    data !== undefined && editors.some(({ document }) => document.uri.scheme === 'file' && document.uri.fsPath === data);
  if (seen(vscode.window.visibleTextEditors)) {
    onSeen();
    return new vscode.Disposable(() => undefined);
  }
  const listening = vscode.window.onDidChangeVisibleTextEditors((editors) => {
    if (!seen(editors)) return;
    listening.dispose();
    onSeen();
  });
  return listening;
}
