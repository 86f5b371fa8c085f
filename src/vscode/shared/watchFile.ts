import path from 'node:path';
import * as vscode from 'vscode';

/** Tells when a file appears, changes or goes, wherever it is. @param file absolute path */
export function watchFile(file: string, onChange: () => void): vscode.Disposable {
  // In a pattern, what would mean something stands in brackets.
  const name = path.basename(file).replace(/[[\]{}*?]/g, '[$&]');
  return watch(new vscode.RelativePattern(vscode.Uri.file(path.dirname(file)), name), onChange);
}

/** The same for all files that fit a pattern. */
export function watch(pattern: vscode.GlobPattern, onChange: () => void): vscode.Disposable {
  const watcher = vscode.workspace.createFileSystemWatcher(pattern);
  return vscode.Disposable.from(watcher, watcher.onDidChange(onChange), watcher.onDidCreate(onChange), watcher.onDidDelete(onChange));
}
