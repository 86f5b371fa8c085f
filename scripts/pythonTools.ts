// A Python environment of our own with the packages that write GGUF files for the tests.
import { execFile } from 'node:child_process';
import { copyFile, readFile, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = resolve(import.meta.dirname, '..');
const requirements = join(root, 'test', 'fixtures', 'requirements.txt');

/** Path of a Python that has them, which is set up first where it is missing (about 15 s). Two that do so at once do not disturb each other. */
export async function pythonTools(): Promise<{ readonly python: string }> {
  const environment = join(root, '.cache', 'python');
  const bin = process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python';
  const wanted = await readFile(requirements, 'utf8');
  const isThere = async (): Promise<boolean> => (await readFile(join(environment, 'installed.txt'), 'utf8').catch(() => '')) === wanted;
  if (!(await isThere())) {
    // Nothing but `bin/python` is called in it, which works in another place too.
    const partial = `${environment}.${process.pid}.partial`;
    await run(await systemPython(), ['-m', 'venv', partial]);
    await run(join(partial, bin), ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', requirements]);
    await copyFile(requirements, join(partial, 'installed.txt'));
    if (!(await isThere())) {
      await rm(environment, { recursive: true, force: true });
      await rename(partial, environment);
    }
    await rm(partial, { recursive: true, force: true });
  }
  return { python: join(environment, bin) };
}

async function systemPython(): Promise<string> {
  for (const name of ['python3', 'python']) {
    const found = await run(name, ['-c', 'import sys, venv; sys.exit(sys.version_info < (3, 11))']).then(
      () => true,
      () => false,
    );
    if (found) return name;
  }
  throw new Error('The test models are written by a Python script: install Python 3.11 or later with its venv module (on Debian or Ubuntu: python3-venv).');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) console.log((await pythonTools()).python);
