import * as vscode from 'vscode';
import type { RunRecord } from '../../../core/runs/record';

/** What “evaluate file” is called with: the model and adapter of a run; undefined for imported predictions. */
export function sameModel({ source }: RunRecord): { readonly model: string; readonly adapter: string | null } | undefined {
  return source.kind === 'model' ? { model: source.model.file, adapter: source.adapter?.file ?? null } : undefined;
}

/** Asks for another data file, and evaluates the model of a run on it. */
export async function evaluateSameModel(record: RunRecord): Promise<void> {
  const known = sameModel(record);
  if (known !== undefined) await vscode.commands.executeCommand('blindspot.evaluateFile', known);
}
