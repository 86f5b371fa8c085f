import path from 'node:path';
import * as vscode from 'vscode';
import type { ModelChoice } from '../../workflows/modelFiles';

/* The user's settings, as they are when they are asked for; package.json describes them. */

export type EngineSettings = Pick<ModelChoice, 'gpu' | 'threads' | 'contextSize'>;

export function engineSettings(): EngineSettings {
  const threads = setting<number | null>('threads', null);
  const contextSize = setting<number | null>('contextSize', null);
  return { gpu: setting('gpu', 'auto'), ...(threads === null ? {} : { threads }), ...(contextSize === null ? {} : { contextSize }) };
}

/** Empty for the folder that the terminal uses. */
export function modelsFolderSetting(): string {
  return setting('modelsFolder', '');
}

/** Where published sets are brought. @param workspace the folder that is open */
export function dataFolder(workspace: string): string {
  return path.resolve(workspace, setting<string>('dataFolder', '') || 'data');
}

/** Examples of each HANS subcase that are offered first; 0 for the whole file. */
export function usualPerSubcase(): number {
  return setting('perSubcase', 10);
}

/** Is the spread of seeds shown behind the bars of HANS? */
export function showsSeedBands(): boolean {
  return setting('seedBands', true);
}

/** Where jobs of an experiment run, as words of the command line; none where the user leaves it to the file. */
export function executorFlags(): readonly string[] {
  const executor = setting<'file' | 'local' | 'slurm'>('executor', 'file');
  return executor === 'file' ? [] : ['--executor', executor];
}

function setting<Value>(name: string, otherwise: Value): Value {
  return vscode.workspace.getConfiguration('blindspot').get<Value>(name) ?? otherwise;
}
