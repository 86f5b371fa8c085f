import * as vscode from 'vscode';
import { watch } from './watchFile';

const settleMilliseconds = 200;

/**
 * Tells when something that fits one of the patterns appears, changes or goes, whoever wrote it, or the folders are
 * others. Several changes at once are told once. Also when the window gets the focus: the editor is not told what
 * other machines write into a shared folder, nor what came before it began to watch.
 */
export function watchFiles(patterns: readonly string[], onChange: () => void): vscode.Disposable {
  let waiting: NodeJS.Timeout | undefined;
  const changed = (): void => {
    waiting ??= setTimeout(() => {
      waiting = undefined;
      onChange();
    }, settleMilliseconds);
  };
  return vscode.Disposable.from(
    ...patterns.map((pattern) => watch(pattern, changed)),
    vscode.workspace.onDidChangeWorkspaceFolders(changed),
    vscode.window.onDidChangeWindowState(({ focused }) => {
      if (focused) changed();
    }),
    new vscode.Disposable(() => {
      clearTimeout(waiting);
    }),
  );
}
