import { mkdir, rm, statfs } from 'node:fs/promises';
import { formatBytes } from '../core/models/formatBytes';
import { trainerBytes, trainerBytesToFetch } from '../core/training/trainerRoom';
import { UserError } from '../core/userError';
import { findPython, uvVersion } from '../storage/installedPrograms';
import { runProgram, type ProgramOptions } from '../storage/program';
import { Fetching } from './fetching';
import { uncachedPackages } from './uvCache';

export interface SettingUp {
  /** Where Python environments are kept. */
  readonly folder: string;
  /** The environment to make. */
  readonly place: string;
  /** Its interpreter, once it is made. */
  readonly python: string;
  /** Lists of packages. */
  readonly files: readonly string[];
  /** Where programs are run. */
  readonly trainer: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  readonly onProgress: (doing: string) => void;
}

type Command = readonly [string, ...string[]];

interface Way {
  /** The program and its arguments up to the folder of the environment to make. */
  readonly make: Command;
  readonly install: (python: string, files: readonly string[]) => Command;
  /** Are files linked from a cache, which may have some of them? */
  readonly links: boolean;
  /** How much it writes, against what is there in the end. */
  readonly writes: number;
}

/** Its cache is linked into the environment, so that nothing is there twice. */
const uv: Way = {
  make: ['uv', 'venv', '--quiet', '--python', '>=3.11'],
  install: (python, files) => ['uv', 'pip', 'sync', '--no-progress', '--color', 'never', '--require-hashes', '--python', python, ...files],
  links: true,
  writes: 1,
};

/** With the venv module of a Python that is there. What it fetches lies beside what it installs until the end. */
function pip(name: string): Way {
  return {
    make: [name, '-m', 'venv'],
    install: (python, files) => [
      ...([python, '-m', 'pip', 'install', '--progress-bar=off', '--disable-pip-version-check', '--no-input', '--no-deps', '--require-hashes'] as const),
      ...files.flatMap((file) => ['-r', file]),
    ],
    links: false,
    writes: 1.5,
  };
}

/** How often the disk is looked at, in milliseconds. */
const lookEvery = 1000;

/**
 * Makes a Python environment and installs the packages in it. Aborting the signal ends it at once.
 *
 * @throws UserError `trainer` or `disk`, or the signal's reason
 */
export async function setUp(options: SettingUp): Promise<void> {
  const { place, folder } = options;
  const way = await findWay(options);
  await rm(place, { recursive: true, force: true });
  // pip fetches into the folder for temporary files, which is often too small, and leaves it there when it is ended.
  const temporary = `${place}.fetched`;
  await mkdir(temporary, { recursive: true });
  try {
    const command = way.install(options.python, options.files);
    const all = trainerBytes(process.platform) * way.writes;
    // What is fetched is not known before there is an environment, which takes next to nothing where uv links.
    if (!way.links) await requireRoom(folder, all);
    options.onProgress('Making a Python environment for the trainer');
    await carryOut([...way.make, place], options);
    const total = way.links ? await requireRoomBesideCache(command, options, all) : all;
    await install(command, { ...options, environment: { ...options.environment, TMPDIR: temporary, TEMP: temporary, TMP: temporary } }, total);
  } catch (error) {
    // Gigabytes, which the next attempt would delete.
    await rm(place, { recursive: true, force: true });
    throw error;
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

async function install(command: Command, options: SettingUp, total: number): Promise<void> {
  const fetching = new Fetching();
  const freeBefore = await freeIn(options.folder);
  let written = 0;
  const tell = (): void => options.onProgress(`Setting up the trainer (once): ${fetching.describe()}; about ${formatBytes(written)} of ${formatBytes(total)} on the disk`);
  // Neither program says how far a file is: how the disk fills does.
  const timer = setInterval(() => {
    freeIn(options.folder).then((free) => {
      written = Math.min(total, Math.max(written, freeBefore - free));
      tell();
      // A disk that does not say how full it is costs the figure and nothing else.
    }, () => clearInterval(timer));
  }, lookEvery);
  try {
    await carryOut(command, options, (line) => {
      if (fetching.hear(line)) tell();
    });
  } finally {
    clearInterval(timer);
  }
}

/** @throws UserError `trainer` when there is neither uv nor a Python that is new enough */
async function findWay(options: SettingUp): Promise<Way> {
  const surroundings = surroundingsOf(options);
  if ((await uvVersion(surroundings)) !== null) return uv;
  const python = await findPython(surroundings);
  if (python?.makesEnvironments === true) return pip(python.name);
  throw new UserError(
    'trainer',
    'Training needs uv (https://docs.astral.sh/uv), or Python 3.11 or newer with its venv module (on Debian and Ubuntu: python3-venv), and neither was found. Install one of them and try again.',
  );
}

/** Asks uv only where it matters: it looks up each package. @returns how much is written */
async function requireRoomBesideCache(command: Command, options: SettingUp, all: number): Promise<number> {
  const { folder } = options;
  if ((await freeIn(folder)) >= all) return all;
  const fetched = await uncachedPackages(command, folder, surroundingsOf(options));
  const needed = fetched === undefined ? all : trainerBytesToFetch(process.platform, fetched);
  await requireRoom(folder, needed);
  return needed;
}

async function requireRoom(folder: string, needed: number): Promise<void> {
  const free = await freeIn(folder);
  if (free >= needed) return;
  throw new UserError(
    'disk',
    `To set up the trainer takes about ${formatBytes(needed)}, and ${folder} has ${formatBytes(free)} free. Make room there, or name another folder in the variable BLINDSPOT_TRAINER.`,
  );
}

async function freeIn(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

async function carryOut(command: Command, options: SettingUp, onLine?: (line: string) => void): Promise<void> {
  const [program, ...args] = command;
  const { code, complaint } = await runProgram(program, args, { ...surroundingsOf(options), ...(onLine && { onLine }) });
  if (code === 0) return;
  if (/ENOSPC|no space left/i.test(complaint)) throw new UserError('disk', `The disk became full while the trainer was set up in ${options.folder}. Make room and try again.`);
  throw new UserError('trainer', `The trainer could not be set up: "${command.slice(0, 3).join(' ')}" ended with ${code}. ${lastLine(complaint)} Check the network and the package index, and try again.`);
}

function surroundingsOf({ trainer, environment, signal }: SettingUp): ProgramOptions {
  return { folder: trainer, environment, signal };
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1)?.trim() ?? '';
}
