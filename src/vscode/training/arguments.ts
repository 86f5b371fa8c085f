import * as vscode from 'vscode';
import * as z from 'zod';

/** The file that was right-clicked, or its path. */
export function fileOf(argument: unknown): string {
  return argument instanceof vscode.Uri ? argument.fsPath : z.string().parse(argument);
}

/** The ID of a training; undefined where it is to be asked for. */
export function idOf(argument: unknown): string | undefined {
  return z.string().optional().parse(argument ?? undefined);
}
