// The trainer's own tests, with pytest. Counts go to .cache/verify/trainer.json.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readFile, rm } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import { keptBytecode } from '../src/training/environment';
import { pythonTools } from './pythonTools';
import { trainerTools } from './trainerTools';

const root = resolve(import.meta.dirname, '..');
const requirements = join(root, 'test', 'trainer', 'requirements.txt');
const counts = join(root, '.cache', 'verify', 'trainer.json');

const { python, trainer, folder } = await trainerTools();
const pytest = await pytestIn(join(folder, 'pytest'));
await mkdir(join(root, '.cache', 'verify'), { recursive: true });
const { status } = spawnSync(python, ['-m', 'pytest', '-q', '-p', 'no:cacheprovider', join(root, 'test', 'trainer')], {
  stdio: 'inherit',
  env: { ...process.env, PYTHONPATH: [pytest, trainer].join(delimiter), ...keptBytecode(folder), OMP_NUM_THREADS: '1', BLINDSPOT_TEST_COUNTS: counts },
});
process.exitCode = status ?? 1;

/** pytest beside the environment and not in it: what users get has no test tools. */
async function pytestIn(target: string): Promise<string> {
  const installed = join(target, 'installed.txt');
  if (existsSync(installed) && (await readFile(installed, 'utf8')) === (await readFile(requirements, 'utf8'))) return target;
  await rm(target, { recursive: true, force: true });
  const tools = await pythonTools();
  execFileSync(tools.python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--target', target, '-r', requirements], { stdio: 'inherit' });
  await copyFile(requirements, installed);
  return target;
}
