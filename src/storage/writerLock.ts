import { readFile, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import lockfile from 'proper-lockfile';
import * as z from 'zod';
import { UserError } from '../core/userError';
import { replaceFile } from './replaceFile';
import { explain, systemCode } from './systemError';

const holderSchema = z.object({ program: z.string(), pid: z.number(), host: z.string(), since: z.string() });
export type Holder = z.infer<typeof holderSchema>;

/** A lock that its holder has not renewed for so long is nobody's: the holder was killed. */
const staleMilliseconds = 5000;
/** Past this its process is another one, which has its number by now. */
const latestMilliseconds = 60_000;

/** What one process at a time may write, and how the others are told. */
export interface Locked {
  /** The file or folder; it need not be there yet, but the folder of `lockPath` must. */
  readonly target: string;
  /** The lock itself, which comes and goes. */
  readonly lockPath: string;
  /** Where it says who has it. */
  readonly holderFile: string;
  /** Begins the sentence of a refusal: `The run in /a/b`. */
  readonly name: string;
  /** What somebody who is refused can do: `Wait for it to end, or stop it.` */
  readonly whenHeld: string;
  /** What the writer can do when the lock is taken away: `Run the same command again.` */
  readonly whenLost: string;
}

/**
 * The lock of a folder in which one process at a time works. The folder must be there.
 *
 * @param what begins the sentence of a refusal: `The training`
 */
export function lockOfFolder(
  folder: string,
  { what, whenHeld = 'Wait for it to end, or stop it.', whenLost = 'Run the same command again.' }: { readonly what: string } & Partial<Pick<Locked, 'whenHeld' | 'whenLost'>>,
): Locked {
  return { target: folder, lockPath: path.join(folder, '.lock'), holderFile: path.join(folder, '.holder.json'), name: `${what} in ${folder}`, whenHeld, whenLost };
}

/** Is a live process writing to it? */
export async function isHeld({ target, lockPath }: Pick<Locked, 'target' | 'lockPath'>): Promise<boolean> {
  return lockfile.check(target, { lockfilePath: lockPath, realpath: false, stale: staleMilliseconds });
}

/**
 * As `isHeld`, but a live process of this machine that renews its lock late, because the machine has too much to do, holds
 * it for a minute all the same.
 */
export async function isKept(locked: Pick<Locked, 'target' | 'lockPath' | 'holderFile'>): Promise<boolean> {
  return (await isHeld(locked)) || isOnlyLate(locked);
}

async function isOnlyLate({ lockPath, holderFile }: Pick<Locked, 'lockPath' | 'holderFile'>): Promise<boolean> {
  const renewed = (await stat(lockPath).catch(() => undefined))?.mtimeMs ?? 0;
  if (renewed < Date.now() - latestMilliseconds) return false;
  const holder = await readHolder(holderFile);
  return holder?.host === hostname() && isAlive(holder);
}

/** Who writes to it; undefined when nobody does, also while the lock of one that was killed has not lapsed. */
export async function holderOf(locked: Pick<Locked, 'target' | 'lockPath' | 'holderFile'>): Promise<Holder | undefined> {
  const holder = (await isHeld(locked)) ? await readHolder(locked.holderFile) : undefined;
  return holder !== undefined && isAlive(holder) ? holder : undefined;
}

export interface WriterLock {
  /** Aborted when somebody took the lock away, for example by deleting the folder. */
  readonly lost: AbortSignal;
  /** Is what it locks this process's still to clear away? */
  isOurs(): Promise<boolean>;
  /** @throws UserError `locked` when somebody else has taken the lock since: the files are theirs now */
  requireNoSuccessor(): Promise<void>;
  release(): Promise<void>;
}

/**
 * Takes something for this process alone, also among machines that share the disk. When the holder was
 * on this machine and is dead, waits until its lock has lapsed.
 *
 * @param program what the holder is called when another process is refused
 * @throws UserError `locked` that names the holder, or `disk`
 */
export async function lockForWriting(locked: Locked, program: string): Promise<WriterLock> {
  const { target, lockPath, holderFile } = locked;
  const lost = new AbortController();
  const takenAway = (): UserError => new UserError('locked', `The lock of ${target} was taken away while it was written to. ${locked.whenLost}`);
  const take = (retries: number): Promise<() => Promise<void>> =>
    lockfile.lock(target, {
      lockfilePath: lockPath,
      realpath: false,
      stale: staleMilliseconds,
      update: staleMilliseconds / 3,
      retries: { retries, factor: 1, minTimeout: 1000 },
      onCompromised: () => {
        lost.abort(takenAway());
      },
    });
  let release: () => Promise<void>;
  try {
    release = await take(0).catch(async (error: unknown) => {
      if (systemCode(error) !== 'ELOCKED') throw error;
      const holder = await readHolder(holderFile);
      if (holder !== undefined && isAlive(holder)) throw heldBy(locked, holder);
      return take(staleMilliseconds / 1000 + 1);
    });
  } catch (error) {
    if (systemCode(error) === 'ELOCKED') throw heldBy(locked, await readHolder(holderFile));
    throw explain(error, 'write into', path.dirname(lockPath));
  }
  const own = JSON.stringify({ program, pid: process.pid, host: hostname(), since: new Date().toISOString() } satisfies Holder);
  try {
    await replaceFile(holderFile, own);
  } catch (error) {
    await release();
    throw explain(error, 'write', holderFile);
  }
  /** A successor writes their name there, also before this process hears of it, and takes it away when they are done. */
  const hasSuccessor = async (): Promise<boolean> => {
    const name = await readFile(holderFile, 'utf8').catch(() => undefined);
    return name === undefined ? lost.signal.aborted : name !== own;
  };
  const isOurs = async (): Promise<boolean> => !lost.signal.aborted && !(await hasSuccessor());
  return {
    lost: lost.signal,
    isOurs,
    requireNoSuccessor: async () => {
      if (await hasSuccessor()) throw takenAway();
    },
    release: async () => {
      if (!(await isOurs())) return;
      try {
        await rm(holderFile, { force: true });
      } finally {
        await release();
      }
    },
  };
}

/** Undefined where none is told, or nothing that can be understood. */
async function readHolder(file: string): Promise<Holder | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  try {
    return text === undefined ? undefined : holderSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function heldBy({ name, whenHeld }: Locked, holder: Holder | undefined): UserError {
  const who =
    holder === undefined ? 'another process' : `${holder.program} (process ${holder.pid} on ${holder.host}, since ${holder.since})`;
  return new UserError('locked', `${name} is being written by ${who}. ${whenHeld}`);
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
