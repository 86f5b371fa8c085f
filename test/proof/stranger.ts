// npm run proof:stranger: what somebody goes through who has nothing yet. The last commit is checked out into an empty
// folder with a HOME of its own, so that no cache helps; then come the README's two commands, the VSIX, and, in a
// new VS Code without Node.js and without a network, by keyboard alone: an evaluation, its breakdown, a failing
// example, an annotation. Ends with 1 at the first step that fails. It is no part of `npm run verify`, because it
// fetches everything anew (the model and a browser too).
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../bench/places';

const folder = await mkdtemp(join(tmpdir(), 'blindspot-stranger-'));
const home = join(folder, 'home');
const checkout = join(folder, 'blindspot');

const steps: readonly (readonly [string, ...string[]])[] = [
  ['git', 'clone', '--quiet', root, checkout],
  ['npm', 'ci'],
  ['npm', 'run', 'demo'],
  ['npm', 'run', 'package'],
  ['npx', 'vitest', 'run', '--project', 'ui', 'test/ui/firstSteps.test.ts'],
];

try {
  await mkdir(home);
  process.exitCode = steps.every(carryOut) ? 0 : 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** Whether it succeeded. */
function carryOut([program, ...words]: readonly [string, ...string[]], place: number): boolean {
  console.log(`\n== ${[program, ...words].join(' ')}`);
  const started = performance.now();
  const { status } = spawnSync(program, words, { cwd: place === 0 ? folder : checkout, env: nothingOfMine(), stdio: 'inherit' });
  console.log(`== ${status === 0 ? 'ok' : 'FAILED'}, ${((performance.now() - started) / 1000).toFixed(0)} s`);
  return status === 0;
}

/** The environment without what leads to caches and settings of this user, those that npm hands on included. */
function nothingOfMine(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(npm_|XDG_|BLINDSPOT_|NODE_OPTIONS$|INIT_CWD$)/.test(name));
  return { ...Object.fromEntries(kept), HOME: home };
}
