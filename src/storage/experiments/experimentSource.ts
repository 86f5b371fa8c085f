import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { ExperimentSource } from '../../ports/experimentSource';
import { explain } from '../systemError';

/**
 * Reads an experiment's file. Its paths are relative to it.
 *
 * @param file absolute path
 * @param resolve the file of a model's ID
 * @throws UserError `not-found` or `disk`
 */
export async function experimentSource(file: string, resolve: (model: string) => Promise<string>): Promise<ExperimentSource> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw explain(error, 'read the experiment', file);
  });
  const pathOf = (name: string): string => path.resolve(path.dirname(file), name);
  return {
    file,
    text,
    pathOf,
    /** A path beside the file, or else the ID of a model that was pulled. */
    modelOf: async (name) => {
      const there = await stat(pathOf(name)).catch(() => undefined);
      return there === undefined ? resolve(name) : pathOf(name);
    },
  };
}
