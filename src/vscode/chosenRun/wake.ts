import * as vscode from 'vscode';
import { scratchLanguage } from '../scratch/scratchLanguage';
import { asEditorWrites, keptChoice } from './keptChoice';

/**
 * Calls `onSeen` once, as soon as something from an earlier session is in view that the extension has to
 * complete: the data file of the run that was chosen, or a scratch example.
 */
export function whenKeptIsSeen(memento: vscode.Memento, onSeen: () => void): vscode.Disposable {
  const kept = keptChoice(memento);
  const data = kept === undefined ? undefined : asEditorWrites(kept.data);
  const isKept = ({ document }: vscode.TextEditor): boolean =>
    (document.uri.scheme === 'file' && document.uri.fsPath === data) || document.languageId === scratchLanguage;
  if (vscode.window.visibleTextEditors.some(isKept)) {
    onSeen();
    return new vscode.Disposable(() => undefined);
  }
  const listening = vscode.window.onDidChangeVisibleTextEditors((editors) => {
    if (!editors.some(isKept)) return;
    listening.dispose();
    onSeen();
  });
  return listening;
}
