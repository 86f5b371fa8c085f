import { readFile } from 'node:fs/promises';
import { generationRecordSchema, type GenerationRecord } from '../../core/synthetic/generationRecord';
import { UserError } from '../../core/userError';
import { explain, systemCode } from '../systemError';

/** What a generated set is called at its end. */
export const setEnding = '.jsonl';

/** The file that says how the set `X.jsonl` was made: `X.generation.json`. */
export function recordFileOf(set: string): string {
  return `${set.slice(0, -setEnding.length)}.generation.json`;
}

/** @returns null when there is none @throws UserError `disk`, or `bad-run` when it cannot be understood */
export async function readRecordFile(file: string): Promise<GenerationRecord | null> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return null;
    throw explain(error, 'read', file);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  const parsed = generationRecordSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new UserError('bad-run', `${file} is no record of a generation (${issue?.path.join('.') || 'no JSON object'}). Restore it, or move it away with the set.`);
}
