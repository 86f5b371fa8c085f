import { readFile } from 'node:fs/promises';
import type * as z from 'zod';
import { jsonOf } from '../core/jsonOf';
import { UserError } from '../core/userError';
import { replaceFile } from './replaceFile';
import { explain, systemCode } from './systemError';
import type { WriterLock } from './writerLock';

/**
 * Reads a file of JSON that Blindspot wrote beside its results.
 *
 * @param what such as `record of a training`
 * @param remedy what to do with one that cannot be understood
 * @returns null when there is none
 * @throws UserError `disk`, or `bad-run` when it cannot be understood
 */
export async function readRecordFile<Schema extends z.ZodType>(
  file: string,
  { schema, what, remedy }: { readonly schema: Schema; readonly what: string; readonly remedy: string },
): Promise<z.infer<Schema> | null> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return null;
    throw explain(error, 'read', file);
  }
  const parsed = schema.safeParse(jsonOf(text));
  if (parsed.success) return parsed.data;
  throw new UserError('bad-run', `${file} is no ${what} (${parsed.error.issues[0]?.path.join('.') || 'no JSON object'}). ${remedy}`);
}

/**
 * Writes such a file as a whole or not at all.
 *
 * @param lock of what the record is about
 * @throws UserError `disk`, or `locked` when the record is somebody else's by now
 */
export async function writeRecordFile(file: string, record: object, lock: Pick<WriterLock, 'requireNoSuccessor'>): Promise<void> {
  await lock.requireNoSuccessor();
  try {
    await replaceFile(file, `${JSON.stringify(record, null, 2)}\n`);
  } catch (error) {
    throw explain(error, 'write', file);
  }
}
