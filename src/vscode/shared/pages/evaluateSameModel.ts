import * as vscode from 'vscode';
import type { RunRecord } from '../../../core/runs/record';
import { sameModel } from './sameModel';

/** Asks for another data file, and evaluates the model of a run on it. */
export async function evaluateSameModel(record: RunRecord): Promise<void> {
  const known = sameModel(record);
  if (known !== undefined) await vscode.commands.executeCommand('blindspot.evaluateFile', known);
}
