import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JobHandle } from '../../src/core/jobs/job';
import { LocalExecutor, type LocalOptions } from '../../src/executors/local/localExecutor';
import type { Job } from '../../src/ports/executor';
import { deaf, endOf, program, said, statusOf, stoppable, submitOne, whenSaid } from '../fixtures/jobs';

const keeper = path.resolve('dist/keeper.mjs');

let folder: string;
let executors: LocalExecutor[];

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "local 'jobs' "));
  executors = [];
});
afterEach(async () => {
  for (const executor of executors) await executor.close();
  await rm(folder, { recursive: true, force: true });
});

function executor(more: Partial<LocalOptions> = {}): LocalExecutor {
  const made = new LocalExecutor({ program, keeper, atOnce: 2, ...more });
  executors.push(made);
  return made;
}

const at = (name: string): string => path.join(folder, name);

function job(name: string, script: string, more: Partial<Job> = {}): Job {
  return { name, arguments: [script], cwd: folder, folder: at(name), ...more };
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe('a job on this machine', () => {
  it('leaves what it said and how it ended in its folder', async () => {
    const jobs = executor();
    const good = await submitOne(jobs, job('good', 'console.log("result"); console.error("progress")'));
    const bad = await submitOne(jobs, job('bad', 'process.exit(3)'));
    expect(await endOf(jobs, good)).toMatchObject({ state: 'finished', code: 0, reason: null });
    expect(await endOf(jobs, bad)).toEqual({ state: 'failed', code: 3, reason: 'It ended with exit code 3.' });
    expect([await said(at('good'), 'output'), await said(at('good'), 'log')]).toEqual(['result\n', 'progress\n']);
    // Another process reads the same from the folders.
    expect(await statusOf(executor(), bad)).toEqual({ state: 'failed', code: 3, reason: 'It ended with exit code 3.' });
  });

  it('gets its arguments as they are, without a shell', async () => {
    const jobs = executor();
    const odd = ['$(touch gone)', "it's; \"one\"\nargument", '*'];
    const handle = await submitOne(jobs, { ...job('odd', ''), arguments: ['console.log(JSON.stringify(process.argv.slice(1)))', ...odd] });
    await endOf(jobs, handle);
    expect(JSON.parse(await said(at('odd'), 'output'))).toEqual(odd);
  });

  it('waits for its turn, and for the jobs that it depends on', async () => {
    const jobs = executor({ atOnce: 1 });
    const [first, second] = await jobs.submit([job('first', stoppable), job('second', '')]);
    if (first === undefined || second === undefined) throw new Error('no handles');
    const third = await submitOne(jobs, job('third', '', { after: [first, second] }));
    expect(await statusOf(jobs, second)).toMatchObject({ state: 'queued' });
    await whenSaid(at('first'), 'log', 'started');
    await jobs.cancel([first]);
    expect(await endOf(jobs, second)).toMatchObject({ state: 'finished' });
    expect(await endOf(jobs, third)).toEqual({ state: 'cancelled', code: null, reason: 'A job that it depends on did not finish.' });
  });

  it('may write down what it has when it is cancelled', async () => {
    const jobs = executor();
    const handle = await submitOne(jobs, job('stopped', stoppable));
    await whenSaid(at('stopped'), 'log', 'started');
    await jobs.cancel([handle]);
    expect(await endOf(jobs, handle)).toEqual({ state: 'cancelled', code: 130, reason: 'It was cancelled.' });
    expect(await said(at('stopped'), 'output')).toBe('stopped\n');
  });

  it('is killed with all that it started when it does not stop', async () => {
    const jobs = executor({ graceMs: 300 });
    const handle = await submitOne(jobs, job('deaf', deaf));
    await whenSaid(at('deaf'), 'log', 'started');
    await jobs.cancel([handle]);
    expect(await endOf(jobs, handle)).toMatchObject({ state: 'cancelled', code: 137 });
    const grandchild = Number(await said(at('deaf'), 'output'));
    await expect.poll(() => isThere(grandchild), { timeout: 10_000 }).toBe(false);
  });

  it('says why it could not be started', async () => {
    const jobs = executor({ program: { command: path.join(folder, 'missing'), arguments: [] } });
    const handle = await submitOne(jobs, job('unstarted', ''));
    expect(await endOf(jobs, handle)).toMatchObject({ state: 'failed', code: 127 });
    expect(await said(at('unstarted'), 'log')).toMatch(/missing could not be started: .*ENOENT/);
  });

  it('is not started twice at the same time', async () => {
    const jobs = executor();
    const [one, other] = [await submitOne(jobs, job('once', stoppable)), await submitOne(jobs, job('once', stoppable))];
    expect(other).toEqual(one);
  });
});

/** Submits a job in a process of its own, which the test kills. @returns the process, and the job's handle */
async function driverOf(submitted: Job, startKeeper = keeper): Promise<{ readonly driver: ChildProcess; readonly handle: JobHandle }> {
  const script = path.join(folder, 'driver.ts');
  const source = path.resolve('src/executors/local/localExecutor.ts');
  await writeFile(
    script,
    `import { LocalExecutor } from ${JSON.stringify(source)};
     const jobs = new LocalExecutor(${JSON.stringify({ program, keeper: startKeeper, atOnce: 1 })});
     void jobs.submit([${JSON.stringify(submitted)}]).then(([handle]) => console.log(JSON.stringify(handle)));`,
  );
  const driver = spawn(process.execPath, ['--import', 'tsx', script], { cwd: path.resolve('.'), stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(driver.stdout, 'data')) as [Buffer];
  return { driver, handle: JSON.parse(line.toString()) as JobHandle };
}

const keeperOf = async (name: string): Promise<number> => (JSON.parse(await said(at(name), '.holder.json')) as { pid: number }).pid;

describe.skipIf(process.platform === 'win32')('on a machine with too much to do, a job', () => {
  it('is not taken for lost while its keeper only renews its lock late', async () => {
    const jobs = executor();
    const handle = await submitOne(jobs, job('late', stoppable));
    await whenSaid(at('late'), 'log', 'started');
    const pid = await keeperOf('late');
    process.kill(pid, 'SIGSTOP');
    try {
      // The lock lapses after five seconds.
      await pause(5500);
      expect(await statusOf(executor(), handle)).toMatchObject({ state: 'running' });
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    await jobs.cancel([handle]);
    expect(await endOf(jobs, handle)).toMatchObject({ state: 'cancelled', code: 130 });
  });

  it('whose keeper begins only when another one has done it is not begun again, and its record stays', async () => {
    // Two parts of one program: the first waits for the test before the second, the keeper, hears anything.
    const wait = path.join(folder, 'wait.mjs');
    const slow = path.join(folder, 'slowKeeper.mjs');
    const place = (name: string): string => JSON.stringify(at(name));
    await writeFile(
      wait,
      `import { existsSync, writeFileSync } from 'node:fs';
       writeFileSync(${place('waiting')}, String(process.pid));
       while (!existsSync(${place('go')})) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);`,
    );
    await writeFile(slow, `import ${JSON.stringify(wait)};\nimport ${JSON.stringify(keeper)};\n`);
    const single = job('once', `require('fs').appendFileSync(${place('ends')}, 'ended\\n')`);
    const { driver, handle } = await driverOf(single, slow);
    await expect.poll(() => said(folder, 'waiting'), { timeout: 60_000 }).not.toBe('');
    driver.kill('SIGKILL');
    const later = executor();
    expect(await statusOf(later, handle)).toMatchObject({ state: 'lost' });
    const again = await submitOne(later, single);
    expect(await endOf(later, again)).toMatchObject({ state: 'finished' });
    await writeFile(at('go'), '');
    const late = Number(await said(folder, 'waiting'));
    await expect.poll(() => isThere(late), { timeout: 30_000 }).toBe(false);
    expect(await said(folder, 'ends')).toBe('ended\n');
    expect(await statusOf(executor(), again)).toMatchObject({ state: 'finished' });
  });

  it('whose lock another has taken ends, and leaves the record to that one', async () => {
    const jobs = executor();
    const handle = await submitOne(jobs, job('taken', stoppable));
    await whenSaid(at('taken'), 'log', 'started');
    await rm(path.join(at('taken'), '.lock'), { recursive: true });
    await writeFile(path.join(at('taken'), '.holder.json'), JSON.stringify({ program: 'a job', pid: 1, host: 'elsewhere', since: '' }));
    await writeFile(path.join(at('taken'), 'exit.json'), 'of the other');
    expect(await endOf(jobs, handle)).toMatchObject({ state: 'lost' });
    expect([await said(at('taken'), 'output'), await said(at('taken'), 'exit.json')]).toEqual(['stopped\n', 'of the other']);
  });
});

describe('the jobs of a process that is killed', () => {
  it('stop with what they have written down, and can be submitted again by a later process', async () => {
    const { driver, handle } = await driverOf(job('orphan', stoppable));
    const later = executor();
    try {
      await whenSaid(at('orphan'), 'log', 'started');
      expect(await statusOf(later, handle)).toMatchObject({ state: 'running' });
    } finally {
      driver.kill('SIGKILL');
    }
    expect(await endOf(later, handle)).toMatchObject({ state: 'lost', code: 130 });
    expect(await said(at('orphan'), 'output')).toBe('stopped\n');
    const again = await submitOne(later, job('orphan', ''));
    expect(await endOf(later, again)).toMatchObject({ state: 'finished' });
    // The record that is there now is of another submission.
    expect(await statusOf(executor(), handle)).toMatchObject({ state: 'lost' });
  });
});
