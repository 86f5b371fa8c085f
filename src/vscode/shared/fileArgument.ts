import * as vscode from 'vscode';
import * as z from 'zod';

/** The file that was right-clicked, or its path. */
export function fileOf(argument: unknown): string {
  return argument instanceof vscode.Uri ? argument.fsPath : z.string().parse(argument);
}
