import * as vscode from 'vscode';
import * as z from 'zod';
import type { RunRecord } from '../../core/runs/record';
import { UserError } from '../../core/userError';
import type { EvaluatePorts } from '../../workflows/evaluate';
import { importPredictions } from '../../workflows/importPredictions';
import { browseForData, pickDataFile } from '../evaluate/pickData';
import type { LastChoices } from '../shared/lastChoices';

const argumentSchema = z.object({ predictions: z.string(), data: z.string() }).partial();

/**
 * Asks for a prediction file and the data file it is about, and makes a run of them.
 *
 * @param argument what is known already, or the prediction file that was right-clicked
 * @returns undefined when the user gave up
 */
export async function importCommand(
  argument: unknown,
  ports: Omit<EvaluatePorts, 'engine'>,
  choices: LastChoices,
): Promise<RunRecord | undefined> {
  const known =
    argument instanceof vscode.Uri ? { predictions: argument.fsPath } : argumentSchema.parse(argument ?? {});
  const predictions = known.predictions ?? (await browseForData('Choose a prediction file (pairID,gold_label)'));
  if (predictions === undefined) return undefined;
  const data = known.data ?? (await dataFor(choices));
  if (data === undefined) return undefined;
  try {
    return await importPredictions({ predictions, data, partial: false }, ports);
  } catch (error) {
    if (!(error instanceof UserError) || error.code !== 'missing-predictions' || known.data !== undefined) throw error;
    const take = 'Import What Is There';
    const answer = await vscode.window.showWarningMessage('Predictions are missing', { modal: true, detail: error.message }, take);
    return answer === take ? importPredictions({ predictions, data, partial: true }, ports) : undefined;
  }
}

async function dataFor(choices: LastChoices): Promise<string | undefined> {
  const last = choices.get();
  const choice = await pickDataFile(last.hans ?? last.data);
  return choice?.kind === 'file' ? choice.file : undefined;
}
