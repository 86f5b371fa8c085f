import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import * as z from 'zod';
import { experimentEnding } from '../../core/experiment/experimentFile';
import { newExperimentText, type ExperimentData } from '../../core/experiment/newExperiment';
import { presetNames } from '../../core/experiment/settings';
import { UserError } from '../../core/userError';
import { isThere } from '../../storage/isThere';
import { explain, systemCode } from '../../storage/systemError';
import { dataFolder } from '../shared/settings';

const argumentSchema = z.object({ preset: z.enum(presetNames), name: z.string().min(1) });
type Wish = z.infer<typeof argumentSchema>;

const presetItems = [
  { label: 'laptop', description: 'small: SmolLM2, for two cores', detail: 'Three starting points, all three conditions, two sizes beside 0, one seed.', preset: 'laptop' },
  { label: 'paper', description: 'as published: Llama-2-7B, on Slurm', detail: 'The grid of Zhang & Pavlick (2025): six starting points, three conditions, three sizes beside 0.', preset: 'paper' },
] as const;

/**
 * Makes an experiment's file from a preset and opens it.
 *
 * @param argument preset and name, where they are known already
 * @returns the file; undefined where the user gave up
 * @throws UserError `usage` where there is such a file already, or `disk`
 */
export async function newExperiment(argument: unknown, folder: string): Promise<vscode.Uri | undefined> {
  const wish = argumentSchema.safeParse(argument).data ?? (await ask(folder));
  if (wish === undefined) return undefined;
  const file = fileOf(folder, wish.name);
  const text = newExperimentText(wish.preset, await dataOf(folder));
  try {
    await writeFile(file, text, { flag: 'wx' });
  } catch (error) {
    if (systemCode(error) === 'EEXIST') throw new UserError('usage', `${file} is there already. Choose another name.`);
    throw explain(error, 'write', file);
  }
  const uri = vscode.Uri.file(file);
  await vscode.window.showTextDocument(uri);
  return uri;
}

async function ask(folder: string): Promise<Wish | undefined> {
  const picked = await vscode.window.showQuickPick(presetItems, { title: 'Blindspot: New Experiment', placeHolder: 'What the file leaves out is its preset’s' });
  if (picked === undefined) return undefined;
  const name = await vscode.window.showInputBox({
    title: 'Blindspot: New Experiment',
    prompt: 'Its name',
    value: picked.preset,
    validateInput: async (value) => {
      if (!/^[\p{L}\p{N}._ -]+$/u.test(value)) return 'Letters, digits, spaces, dots, hyphens and underscores.';
      return (await isThere(fileOf(folder, value))) ? `${value}${experimentEnding} is there already.` : undefined;
    },
  });
  return name === undefined ? undefined : { preset: picked.preset, name };
}

function fileOf(folder: string, name: string): string {
  return path.join(folder, `${name}${experimentEnding}`);
}

/** The data files as they are there already, or else as “Get Data” will bring them. */
async function dataOf(folder: string): Promise<ExperimentData> {
  const brought = path.relative(folder, dataFolder(folder)).replaceAll(path.sep, '/');
  const named = async (name: string): Promise<string> => ((await isThere(path.join(folder, name))) ? name : path.posix.join(brought, name));
  return {
    training: await named('multinli_1.0_train.jsonl'),
    matched: await named('multinli_1.0_dev_matched.jsonl'),
    mismatched: await named('multinli_1.0_dev_mismatched.jsonl'),
    hans: await named('heuristics_evaluation_set.txt'),
  };
}
