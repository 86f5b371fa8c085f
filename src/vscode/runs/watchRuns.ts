import type * as vscode from 'vscode';
import { watchFiles } from '../shared/watchFiles';

/** Tells when a run appears, moves on or goes, whoever wrote it: this window, another, or the terminal. */
export function watchRuns(onChange: () => void): vscode.Disposable {
  // The deletion of a folder is told of the folder alone, not of the files in it.
  return watchFiles(['**/.blindspot/runs/*/run.json', '**/.blindspot/runs/*', '**/.blindspot/runs', '**/.blindspot'], onChange);
}
