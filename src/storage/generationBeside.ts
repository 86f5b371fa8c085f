import { readFile } from 'node:fs/promises';
import { generationRecordSchema, type GenerationRecord } from '../core/synthetic/generationRecord';
import { UserError } from '../core/userError';
import { explain, systemCode } from './systemError';

/** The record of how `X.jsonl` was made: `X.generation.json`. Undefined where there is none. @throws UserError `bad-data` or `disk` */
export async function readGenerationRecord(set: string): Promise<GenerationRecord | undefined> {
  const file = `${set.replace(/\.jsonl$/, '')}.generation.json`;
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw explain(error, 'read the record of the generation', file);
  }
  const parsed = generationRecordSchema.safeParse(parsedJson(text));
  if (parsed.success) return parsed.data;
  throw new UserError('bad-data', `${file} is no record of a generation that this version can read. Move it away to have the set measured without it.`);
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
