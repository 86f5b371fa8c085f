import { availableParallelism, homedir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import * as z from 'zod';
import type { ModelChoice } from '../../workflows/modelFiles';
import { OfferingError } from './offers';

/*
 * The user's settings, as they are when they are asked for; package.json describes them. Each throws a UserError
 * `usage` that names a setting which cannot be understood, because the editor only underlines such a one.
 */

const wholeNumber = z.int().positive().nullable();

export type EngineSettings = Pick<ModelChoice, 'gpu' | 'threads' | 'contextSize'>;

/** Threads beyond the cores would only stop each other, and settings may come from a larger machine. */
export function engineSettings(): EngineSettings {
  const threads = setting('threads', wholeNumber, null);
  const contextSize = setting('contextSize', wholeNumber, null);
  return { gpu: setting('gpu', z.enum(['auto', 'off']), 'auto'), ...(threads === null ? {} : { threads: Math.min(threads, availableParallelism()) }), ...(contextSize === null ? {} : { contextSize }) };
}

/** Empty for the folder that the terminal uses. */
export function modelsFolderSetting(): string {
  return fromHome(setting('modelsFolder', z.string(), ''));
}

/** Where published sets are brought. @param workspace the folder that is open */
export function dataFolder(workspace: string): string {
  return path.resolve(workspace, fromHome(setting('dataFolder', z.string(), '')) || 'data');
}

/** Examples of each HANS subcase that are offered first; 0 for the whole file. */
export function usualPerSubcase(): number {
  return setting('perSubcase', z.int().nonnegative(), 10);
}

/** Is the spread of seeds shown behind the bars of HANS? */
export function showsSeedBands(): boolean {
  return setting('seedBands', z.boolean(), true);
}

/** Where jobs of an experiment run, as words of the command line; none where the user leaves it to the file. */
export function executorFlags(): readonly string[] {
  const executor = setting('executor', z.enum(['file', 'local', 'slurm']), 'file');
  return executor === 'file' ? [] : ['--executor', executor];
}

function setting<Value>(name: string, schema: z.ZodType<Value>, otherwise: Value): Value {
  const given = vscode.workspace.getConfiguration('blindspot').get<unknown>(name) ?? otherwise;
  const read = schema.safeParse(given);
  if (read.success) return read.data;
  throw new OfferingError('usage', `The setting blindspot.${name} is ${JSON.stringify(given)}, which cannot be used (${z.prettifyError(read.error).replace('✖ ', '')}): change it in the settings.`, [
    { title: 'Open Settings', command: 'workbench.action.openSettings', arguments: [`blindspot.${name}`] },
  ]);
}

/** A shell would have put the user's folder in the place of the tilde. */
function fromHome(folder: string): string {
  return /^~(?=$|[/\\])/.test(folder) ? path.join(homedir(), folder.slice(1)) : folder;
}
