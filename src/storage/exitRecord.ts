import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { JobHandle } from '../core/jobs/job';
import { exitRecordSchema, jobFiles, type ExitRecord } from '../core/jobs/jobFolder';
import { explain, systemCode } from './systemError';

/**
 * What the job left when it ended; undefined where there is nothing, or another submission's.
 *
 * @throws UserError `disk`
 */
export async function readExitRecord({ id, folder }: JobHandle): Promise<ExitRecord | undefined> {
  const file = path.join(folder, jobFiles.exit);
  let value: unknown;
  try {
    value = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError || systemCode(error) === 'ENOENT') return undefined;
    throw explain(error, 'read', file);
  }
  const parsed = exitRecordSchema.safeParse(value);
  return parsed.success && parsed.data.job === id ? parsed.data : undefined;
}
