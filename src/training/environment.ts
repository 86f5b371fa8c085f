import { createHash } from 'node:crypto';
import { access, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../core/userError';
import { makeFolder } from '../storage/makeFolder';
import { findPython, graphicsCards, uvVersion } from '../storage/installedPrograms';
import { runProgram, type ProgramOptions } from '../storage/program';
import { explain } from '../storage/systemError';
import { lockForWriting, lockOfFolder } from '../storage/writerLock';

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

interface Way {
  /** The program and its arguments up to the folder of the environment to make. */
  readonly make: readonly [string, ...string[]];
  readonly install: (python: string, files: readonly string[]) => readonly [string, ...string[]];
}

const uv: Way = {
  make: ['uv', 'venv', '--quiet', '--python', '>=3.11'],
  install: (python, files) => ['uv', 'pip', 'sync', '--quiet', '--require-hashes', '--python', python, ...files],
};

/** With the venv module of a Python that is there. */
function pip(name: string): Way {
  return {
    make: [name, '-m', 'venv'],
    install: (python, files) => [
      ...([python, '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-input', '--no-deps', '--require-hashes'] as const),
      ...files.flatMap((file) => ['-r', file]),
    ],
  };
}

/**
 * Variables with which Python keeps what it compiles, beside the environments: uv compiles nothing, the trainer's own
 * folder may be read-only, and to compile torch and transformers anew takes half a minute a start.
 */
export function keptBytecode(folder: string): Readonly<Record<string, string>> {
  return { PYTHONPYCACHEPREFIX: path.join(folder, 'bytecode'), PYTHONDONTWRITEBYTECODE: '' };
}

/**
 * The Python that has what the trainer needs. The first time it is set up with uv, or with pip where there is no
 * uv: gigabytes on Linux, where torch comes with CUDA.
 *
 * @returns path of the interpreter
 * @throws UserError `trainer` or `disk`, or the signal's reason
 */
export async function trainerPython(options: EnvironmentOptions): Promise<string> {
  const { place, files } = await wantedEnvironment(options);
  const python = pythonIn(place);
  if (await isInstalled(place)) return python;

  await makeFolder(options.folder);
  const lock = await lockForWriting(
    lockOfFolder(options.folder, { what: 'The Python environment', whenHeld: 'Wait until it is set up, and try again.', whenLost: 'Try again.' }),
    'Setting up the trainer',
  );
  try {
    // Whoever had the lock may have set it up meanwhile.
    if (!(await isInstalled(place))) await setUp(place, python, files, options);
  } finally {
    await lock.release();
  }
  return python;
}

/** Has the trainer a Python already? */
export async function isSetUp(options: Looking): Promise<boolean> {
  return isInstalled((await wantedEnvironment(options)).place);
}

/** The environment for just these packages, and the lists of them. */
async function wantedEnvironment(options: Looking): Promise<{ readonly place: string; readonly files: readonly string[] }> {
  const files = ['requirements.txt', ...((await hasCuda(options)) ? ['requirements-cuda.txt'] : [])].map((name) => path.join(options.trainer, name));
  const wanted = (await Promise.all(files.map((file) => readFile(file, 'utf8')))).join('\n');
  const hash = createHash('sha256').update(wanted).digest('hex').slice(0, 12);
  return { place: path.join(options.folder, hash), files };
}

async function setUp(place: string, python: string, files: readonly string[], options: EnvironmentOptions): Promise<void> {
  const way = await findWay(options);
  options.onProgress('Making a Python environment for the trainer');
  await rm(place, { recursive: true, force: true });
  await carryOut([...way.make, place], options);
  options.onProgress('Fetching torch, transformers and PEFT for the trainer (once; about 5 GB on Linux)');
  await carryOut(way.install(python, files), options);
  try {
    await writeFile(installedFile(place), '');
  } catch (error) {
    throw explain(error, 'write', installedFile(place));
  }
}

/** Present once everything is installed: an installation that broke off is begun anew. */
function installedFile(place: string): string {
  return path.join(place, 'installed');
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

/** @throws UserError `trainer` when there is neither uv nor a Python that is new enough */
async function findWay(options: EnvironmentOptions): Promise<Way> {
  const surroundings = surroundingsOf(options);
  if ((await uvVersion(surroundings)) !== null) return uv;
  const python = await findPython(surroundings);
  if (python?.makesEnvironments === true) return pip(python.name);
  throw new UserError(
    'trainer',
    'Training needs uv (https://docs.astral.sh/uv), or Python 3.11 or newer with its venv module (on Debian and Ubuntu: python3-venv), and neither was found. Install one of them and try again.',
  );
}

/** bitsandbytes, which keeps weights in four bits, is of use only with NVIDIA's driver. */
async function hasCuda(options: Looking): Promise<boolean> {
  return (await graphicsCards(surroundingsOf(options))) !== null;
}

async function carryOut(command: readonly [string, ...string[]], options: EnvironmentOptions): Promise<void> {
  const [program, ...args] = command;
  const { code, complaint } = await runProgram(program, args, surroundingsOf(options));
  if (code === 0) return;
  if (/ENOSPC|no space left/i.test(complaint)) throw new UserError('disk', `The disk became full while the trainer was set up in ${options.folder}. Make room and try again.`);
  throw new UserError('trainer', `The trainer could not be set up: "${command.slice(0, 3).join(' ')}" ended with ${code}. ${lastLine(complaint)} Check the network and the package index, and try again.`);
}

function surroundingsOf({ trainer, environment, signal }: Looking): ProgramOptions {
  return { folder: trainer, environment, signal };
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1)?.trim() ?? '';
}
