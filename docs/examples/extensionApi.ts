import * as vscode from 'vscode';
import type { BlindspotExports } from '../../src/vscode/api/blindspotApi';

/** The share of non-entailed lexical overlap examples that a model has right, from so many of each subcase of HANS. */
export async function lexicalOverlap(model: string, data: string, perSubcase: number): Promise<number | null> {
  const extension = vscode.extensions.getExtension<BlindspotExports>('blindspot.blindspot');
  if (extension === undefined) throw new Error('Blindspot is not installed.');
  const blindspot = (await extension.activate()).getApi(1);

  const run = await blindspot.evaluate({ model, data, selection: { kind: 'per-subcase', count: perSubcase, seed: 1 } });
  if (run === undefined) return null; // The user cancelled it.
  const report = await blindspot.report(run.id);
  return report.kind === 'hans' ? report.heuristics.lexical_overlap['non-entailment'].accuracy : null;
}
