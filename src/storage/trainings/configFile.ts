import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { parseTrainingConfig, type TrainingConfig } from '../../core/training/config';
import { explain } from '../systemError';

/** Knows models by their IDs. */
export interface NamedModels {
  /** @returns the file of a model @throws UserError `not-found` */
  resolve(name: string): Promise<string>;
}

/**
 * The configuration of a training, with absolute paths; those in the file are relative to it.
 *
 * @param content what the file says, where it is known already
 * @throws UserError `usage` that names the setting, `not-found` or `disk`
 */
export async function readTrainingConfig(file: string, models: NamedModels, content?: string): Promise<TrainingConfig> {
  const text = content ?? (await read(file));
  const { gguf, validation, start, ...config } = parseTrainingConfig(text, file);
  const from = (name: string): string => path.resolve(path.dirname(file), name);
  const modelOf = async (name: string): Promise<string> => {
    const there = await stat(from(name)).catch(() => undefined);
    return there === undefined ? models.resolve(name) : from(name);
  };
  return {
    ...config,
    base: await modelOf(config.base),
    data: from(config.data),
    out: from(config.out),
    ...(gguf === undefined ? {} : { gguf: await modelOf(gguf) }),
    ...(validation === undefined ? {} : { validation: from(validation) }),
    ...(start === undefined ? {} : { start: from(start) }),
  };
}

async function read(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: unknown) => {
    throw explain(error, 'read the configuration', file);
  });
}
