import * as vscode from 'vscode';
import { mostSets } from '../../../webview/bias/contract';

/** As many of the sets as a page holds; that others are left out, the user is told. */
export function atMost(files: readonly string[]): readonly string[] {
  if (files.length > mostSets) void vscode.window.showInformationMessage(`A page holds ${mostSets} sets: the first ${mostSets} of ${files.length} are measured.`);
  return files.slice(0, mostSets);
}
