import { createHash } from 'node:crypto';
import { access, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { UserError } from '../core/userError';
import { folderSize } from '../storage/folderSize';
import { makeFolder } from '../storage/makeFolder';
import { graphicsCards } from '../storage/installedPrograms';
import type { ProgramOptions } from '../storage/program';
import { explain } from '../storage/systemError';
import { isHeld, lockForWriting, lockOfFolder, type Locked, type WriterLock } from '../storage/writerLock';
import { setUp } from './setUp';

export interface EnvironmentOptions {
  /** Where Python environments are kept, one for each list of packages. */
  readonly folder: string;
  /** The folder with the trainer's `requirements.txt`. */
  readonly trainer: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  readonly onProgress: (doing: string) => void;
}

type Looking = Omit<EnvironmentOptions, 'onProgress'>;

/** How often it is looked whether another process has set it up, in milliseconds: longer than a lock goes without being renewed. */
const lookEvery = 2000;

/**
 * Variables with which Python keeps what it compiles, beside the environments: uv compiles nothing, the trainer's own
 * folder may be read-only, and to compile torch and transformers anew takes half a minute a start.
 */
export function keptBytecode(folder: string): Readonly<Record<string, string>> {
  return { PYTHONPYCACHEPREFIX: path.join(folder, 'bytecode'), PYTHONDONTWRITEBYTECODE: '' };
}

/**
 * The Python that has what the trainer needs. The first time it is set up with uv, or with pip where there is no
 * uv: gigabytes on Linux, where torch comes with CUDA. While another process does that, it is waited for: an experiment
 * begins with several trainings at once.
 *
 * @returns path of the interpreter
 * @throws UserError `trainer` or `disk`, or the signal's reason
 */
export async function trainerPython(options: EnvironmentOptions): Promise<string> {
  const { place, files } = await wantedEnvironment(options);
  const python = pythonIn(place);
  if (await isInstalled(place)) return python;

  await makeFolder(options.folder);
  const lock = await turnToSetUp(place, options);
  if (lock === undefined) return python;
  try {
    // Whoever had the lock may have set it up meanwhile.
    if (await isInstalled(place)) return python;
    await setUp({ ...options, place, python, files });
    await lock.requireNoSuccessor();
    await markInstalled(place);
  } finally {
    await lock.release();
  }
  return python;
}

/**
 * Waits while another process sets it up.
 *
 * @returns undefined when there is nothing left to do
 * @throws UserError `disk`, or the signal's reason
 */
async function turnToSetUp(place: string, { folder, signal, onProgress }: EnvironmentOptions): Promise<WriterLock | undefined> {
  const locked = lockOfFolder(folder, { what: 'The Python environment', whenLost: 'Try again.' });
  let [told, wasHeld] = [false, false];
  for (;;) {
    signal.throwIfAborted();
    if (await isInstalled(place)) return undefined;
    const held = await isHeld(locked);
    // When the machine has slept, a holder that lives renews its lock before the next look.
    const lock = held || wasHeld ? undefined : await takeIfFree(locked);
    if (lock !== undefined) return lock;
    wasHeld = held;
    if (!told) onProgress('Waiting while another process sets up the trainer');
    told = true;
    await pause(lookEvery, undefined, { signal }).catch(() => signal.throwIfAborted());
  }
}

/** Undefined when another process, which saw it free as well, was quicker. */
async function takeIfFree(locked: Locked): Promise<WriterLock | undefined> {
  try {
    return await lockForWriting(locked, 'Setting up the trainer');
  } catch (error) {
    if (error instanceof UserError && error.code === 'locked') return undefined;
    throw error;
  }
}

/** Has the trainer a Python already, and how many bytes does it take? Null where it has none. */
export async function sizeWhenSetUp(options: Looking): Promise<number | null> {
  const { place } = await wantedEnvironment(options);
  return (await isInstalled(place)) ? folderSize(place) : null;
}

/** The environment for just these packages, and the lists of them. */
async function wantedEnvironment(options: Looking): Promise<{ readonly place: string; readonly files: readonly string[] }> {
  const files = ['requirements.txt', ...((await hasCuda(options)) ? ['requirements-cuda.txt'] : [])].map((name) => path.join(options.trainer, name));
  const wanted = (await Promise.all(files.map((file) => readFile(file, 'utf8')))).join('\n');
  const hash = createHash('sha256').update(wanted).digest('hex').slice(0, 12);
  return { place: path.join(options.folder, hash), files };
}

/** Present once everything is installed: an installation that broke off is begun anew. */
function installedFile(place: string): string {
  return path.join(place, 'installed');
}

async function markInstalled(place: string): Promise<void> {
  try {
    await writeFile(installedFile(place), '');
  } catch (error) {
    throw explain(error, 'write', installedFile(place));
  }
}

/** Its Python is a link to the system's or uv's, which an update may have taken away. */
async function isInstalled(place: string): Promise<boolean> {
  return Promise.all([access(installedFile(place)), access(pythonIn(place))]).then(
    () => true,
    () => false,
  );
}

function pythonIn(place: string): string {
  return path.join(place, ...(process.platform === 'win32' ? ['Scripts', 'python.exe'] : ['bin', 'python']));
}

/** bitsandbytes, which keeps weights in four bits, is of use only with NVIDIA's driver. */
async function hasCuda(options: Looking): Promise<boolean> {
  return (await graphicsCards(surroundingsOf(options))) !== null;
}

function surroundingsOf({ trainer, environment, signal }: Looking): ProgramOptions {
  return { folder: trainer, environment, signal };
}
