import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import lockfile from 'proper-lockfile';
import writeFileAtomic from 'write-file-atomic';
import * as z from 'zod';
import { UserError } from '../../core/userError';
import { explain, systemCode } from '../systemError';

const holderSchema = z.object({ program: z.string(), pid: z.number(), host: z.string(), since: z.string() });
type Holder = z.infer<typeof holderSchema>;

/** A lock that its holder has not renewed for so long is nobody's: the holder was killed. */
const staleMilliseconds = 5000;

/** Is a live process writing to the run? */
export async function isHeld(folder: string): Promise<boolean> {
  return lockfile.check(folder, { lockfilePath: lockPath(folder), stale: staleMilliseconds });
}

export interface RunLock {
  /** Aborted when somebody took the lock away, for example by deleting the folder. */
  readonly lost: AbortSignal;
  release(): Promise<void>;
}

/**
 * Takes a run's folder for this process alone, also among machines that share the disk. When the
 * holder was on this machine and is dead, waits until its lock has lapsed.
 *
 * @param program what the holder is called when another process is refused
 * @throws UserError `locked` that names the holder
 */
export async function lockRun(folder: string, program: string): Promise<RunLock> {
  const lost = new AbortController();
  const take = (retries: number): Promise<() => Promise<void>> =>
    lockfile.lock(folder, {
      lockfilePath: lockPath(folder),
      stale: staleMilliseconds,
      update: staleMilliseconds / 3,
      retries: { retries, factor: 1, minTimeout: 1000 },
      onCompromised: () => {
        lost.abort(new UserError('locked', `The lock of ${folder} was taken away while it was written to. Run the same command again.`));
      },
    });
  let release: () => Promise<void>;
  try {
    release = await take(0).catch(async (error: unknown) => {
      if (systemCode(error) !== 'ELOCKED') throw error;
      const holder = await readHolder(folder);
      if (holder !== undefined && isAlive(holder)) throw heldBy(folder, holder);
      return take(staleMilliseconds / 1000 + 1);
    });
  } catch (error) {
    if (systemCode(error) === 'ELOCKED') throw heldBy(folder, await readHolder(folder));
    throw explain(error, 'lock the run in', folder);
  }
  await writeFileAtomic(
    holderFile(folder),
    JSON.stringify({ program, pid: process.pid, host: hostname(), since: new Date().toISOString() } satisfies Holder),
  );
  return {
    lost: lost.signal,
    release: async () => {
      if (!lost.signal.aborted) await release();
    },
  };
}

function lockPath(folder: string): string {
  return path.join(folder, 'run.lock');
}

function holderFile(folder: string): string {
  return path.join(folder, 'holder.json');
}

async function readHolder(folder: string): Promise<Holder | undefined> {
  const text = await readFile(holderFile(folder), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const parsed = holderSchema.safeParse(JSON.parse(text));
  return parsed.success ? parsed.data : undefined;
}

function heldBy(folder: string, holder: Holder | undefined): UserError {
  const who =
    holder === undefined ? 'another process' : `${holder.program} (process ${holder.pid} on ${holder.host}, since ${holder.since})`;
  return new UserError('locked', `The run in ${folder} is being written by ${who}. Wait for it to end, or stop it.`);
}

/** A holder on another machine cannot be asked, and counts as alive while it renews its lock. */
function isAlive(holder: Holder): boolean {
  if (holder.host !== hostname()) return true;
  try {
    process.kill(holder.pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) === 'EPERM';
  }
}
