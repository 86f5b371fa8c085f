import { stat } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../core/userError';
import type { RunSource } from '../workflows/readRun';
import type { CliContext } from './context';

/** How the commands that read runs call their argument. */
export const subjectHelp = "a run's ID or folder, or a file with the header pairID,gold_label";

/**
 * What an argument names: a prediction file if it is a file, else a run.
 *
 * @param data absolute path of the data file, if one was named
 * @throws UserError `usage` for a prediction file without a data file
 */
export async function sourceOf(
  subject: string,
  { data, partial }: { readonly data: string | undefined; readonly partial: boolean },
  context: Pick<CliContext, 'cwd'>,
): Promise<RunSource> {
  const file = path.resolve(context.cwd, subject);
  const entry = await stat(file).catch(() => undefined);
  if (entry?.isFile() !== true) {
    const id = entry?.isDirectory() === true ? file : subject;
    return data === undefined ? { kind: 'run', id } : { kind: 'run', id, data };
  }
  if (data === undefined) {
    throw new UserError('usage', 'A prediction file does not say what it is about: name the data file with --data.');
  }
  return { kind: 'predictions', file, data, partial };
}
