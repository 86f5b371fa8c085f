import { readFile, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import * as z from 'zod';
import { isHeld, lockOfFolder, type Locked } from '../../storage/writerLock';

const keeperSchema = z.object({ pid: z.int().positive(), host: z.string() });

/** A keeper that has not renewed its lock for so long is gone, whoever has its number by now. */
const latestMs = 60_000;

/** Held by a job's keeper: tells a later process whether the job is still there. */
export function jobLock(folder: string): Locked {
  return lockOfFolder(folder, { what: 'The job', whenLost: 'Submit the job again.' });
}

/** Is there a keeper? On a machine with too much to do it may renew its lock late, and works all the same. */
export async function isKept(folder: string): Promise<boolean> {
  const locked = jobLock(folder);
  return (await isHeld(locked)) || isOnlyLate(locked);
}

async function isOnlyLate({ lockPath, holderFile }: Locked): Promise<boolean> {
  try {
    if ((await stat(lockPath)).mtimeMs < Date.now() - latestMs) return false;
    const { pid, host } = keeperSchema.parse(JSON.parse(await readFile(holderFile, 'utf8')));
    return host === hostname() && process.kill(pid, 0);
  } catch {
    // Nobody, or somebody else's process.
    return false;
  }
}
