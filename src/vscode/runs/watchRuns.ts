import * as vscode from 'vscode';

const settleMilliseconds = 200;

/**
 * Tells when a run appears, moves on or goes, whoever wrote it: this window, another, or the terminal.
 * Several changes at once are told once.
 */
export function watchRuns(onChange: () => void): vscode.Disposable {
  // The deletion of a folder is told of the folder alone, not of the files in it.
  const watchers = ['**/.blindspot/runs/*/run.json', '**/.blindspot/runs/*', '**/.blindspot/runs', '**/.blindspot'].map((pattern) =>
    vscode.workspace.createFileSystemWatcher(pattern),
  );
  let waiting: NodeJS.Timeout | undefined;
  const changed = (): void => {
    waiting ??= setTimeout(() => {
      waiting = undefined;
      onChange();
    }, settleMilliseconds);
  };
  return vscode.Disposable.from(
    ...watchers,
    ...watchers.flatMap((watcher) => [watcher.onDidCreate(changed), watcher.onDidChange(changed), watcher.onDidDelete(changed)]),
    vscode.workspace.onDidChangeWorkspaceFolders(changed),
    new vscode.Disposable(() => {
      clearTimeout(waiting);
    }),
  );
}
