import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { runRecordSchema, type RunRecord } from '../../src/core/runs/record';

/** Runs one of the extension's commands as another extension would. */
export async function command(id: string, argument?: unknown): Promise<RunRecord | undefined> {
  const result: unknown = await vscode.commands.executeCommand(id, argument);
  return result === undefined ? undefined : runRecordSchema.parse(result);
}

export function inWorkspace(...names: string[]): string {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (folder === undefined) throw new Error('The tests need an open folder.');
  return join(folder.uri.fsPath, ...names);
}

/** Pair IDs in a run's journal, in the order they were scored. */
export async function journalIds(run: string): Promise<string[]> {
  const text = await readFile(inWorkspace('.blindspot', 'runs', run, 'predictions.jsonl'), 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as { id: string }).id);
}

/** Waits for something that comes about by itself. */
export async function until<Value>(what: string, look: () => Promise<Value | undefined> | Value | undefined, seconds = 120): Promise<Value> {
  const deadline = Date.now() + 1000 * seconds;
  while (Date.now() < deadline) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`Within ${seconds} s there was no ${what}.`);
}

/** Prints a measurement in the output of the tests. */
export function figure(name: string, value: string): void {
  console.log(`[figure] ${name}: ${value}`);
}
