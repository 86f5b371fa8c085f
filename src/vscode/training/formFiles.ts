import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseTrainingConfig, type TrainingConfig } from '../../core/training/config';
import { readDraft, type Draft } from '../../core/training/draft';
import { UserError } from '../../core/userError';
import { isThere } from '../../storage/isThere';
import { makeFolder } from '../../storage/makeFolder';
import { replaceFile } from '../../storage/replaceFile';
import { explain } from '../../storage/systemError';
import type { NamedModels } from '../../storage/trainings/configFile';

const models = ['base', 'gguf'] as const;
const others = ['data', 'validation', 'start'] as const;

/** What is wrong with the files that a form names, by the settings' names. Paths are relative to the folder. */
export async function missingFiles(draft: Draft, folder: string, named: NamedModels): Promise<Record<string, string>> {
  const missing: Record<string, string> = {};
  for (const name of [...models, ...others]) {
    const value = draft[name];
    if (typeof value !== 'string' || value.trim() === '' || (await isThere(path.resolve(folder, value)))) continue;
    const isModel = (models as readonly string[]).includes(name);
    const known = isModel && (await named.resolve(value).then(() => true, () => false));
    if (!known) missing[name] = isModel ? 'There is no such file, and no model of this ID on this machine.' : 'There is no such file.';
  }
  return missing;
}

/**
 * The configuration that a form says, for a file in a folder of its own: paths are relative to it, or absolute outside of the folder that is open.
 *
 * @param folder that the form's paths are relative to
 * @param file where the configuration is to stand
 * @throws UserError `usage` while something is wrong with the form
 */
export async function configurationOf(task: TrainingConfig['task'], draft: Draft, folder: string, file: string): Promise<string> {
  const { config, problems } = readDraft(task, draft);
  if (config === null) throw new UserError('usage', `The settings are not ready: ${Object.entries(problems).map(([name, problem]) => `${name}: ${problem}`).join(' ')}`);
  const placed: Record<string, unknown> = { ...config };
  for (const name of [...models, ...others, 'out']) {
    const value = config[name];
    if (typeof value !== 'string') continue;
    const absolute = path.resolve(folder, value);
    // The ID of a model is no path.
    if (!(models as readonly string[]).includes(name) || (await isThere(absolute))) placed[name] = placedIn(path.dirname(file), absolute, folder);
  }
  const text = `${JSON.stringify(placed, null, 2)}\n`;
  parseTrainingConfig(text, file);
  return text;
}

/** @throws UserError `disk` */
export async function writeConfiguration(file: string, text: string): Promise<void> {
  await makeFolder(path.dirname(file));
  try {
    await replaceFile(file, text);
  } catch (error) {
    throw explain(error, 'write the configuration', file);
  }
}

/** Does another configuration stand there? */
export async function holdsAnother(file: string, text: string): Promise<boolean> {
  const there = await readFile(file, 'utf8').catch(() => undefined);
  return there !== undefined && there !== text;
}

/** The configuration's place: beside the adapter, and called like it. */
export function besideAdapter(out: string): string {
  return `${out.replace(/\.gguf$/i, '')}.training.json`;
}

function placedIn(place: string, file: string, folder: string): string {
  const isWithin = !path.relative(folder, file).startsWith('..') && !path.relative(folder, place).startsWith('..');
  return isWithin ? path.relative(place, file).split(path.sep).join('/') : file;
}
