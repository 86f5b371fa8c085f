import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseExperiment } from '../../src/core/experiment/experimentFile';
import type { Job as Planned } from '../../src/core/experiment/job';
import type { JobHandle } from '../../src/core/jobs/job';
import { slurmSettingsSchema } from '../../src/core/jobs/slurmSettings';
import { LocalExecutor } from '../../src/executors/local/localExecutor';
import { SlurmExecutor } from '../../src/executors/slurm/slurmExecutor';
import type { Job } from '../../src/ports/executor';
import { FolderExperimentStore } from '../../src/storage/experiments/folderExperimentStore';
import { runExperiment, stopExperiment } from '../../src/workflows/experiment/runExperiment';
import { endOf, program, statusOf } from '../fixtures/jobs';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'accepted jobs '));
});
afterEach(() => rm(folder, { recursive: true }));

const job = (name: string, more: Partial<Job> = {}): Job => ({ name, arguments: [''], cwd: folder, folder: path.join(folder, name), ...more });
const fullDisk = new Error('The disk is full.');

describe('jobs of this machine', () => {
  /** A keeper that leaves a file and ends. */
  async function executor(): Promise<LocalExecutor> {
    const keeper = path.join(folder, 'keeper.mjs');
    await writeFile(keeper, `import { writeFileSync } from 'node:fs';\nwriteFileSync(${JSON.stringify(path.join(folder, 'begun'))}, '');\nprocess.exit();`);
    return new LocalExecutor({ program, keeper, atOnce: 2 });
  }
  const begun = (): boolean => existsSync(path.join(folder, 'begun'));

  it('do not begin before somebody has written down that they are there', async () => {
    const jobs = await executor();
    let told: readonly JobHandle[] = [];
    const handles = await jobs.submit([job('one'), job('two')], async (accepted) => {
      told = accepted;
      // A process starts in less.
      await pause(500);
      expect(begun()).toBe(false);
    });
    expect(told).toEqual(handles);
    await expect.poll(begun).toBe(true);
    await jobs.close();
  });

  it('never begin, and keep no place, where that cannot be written down', async () => {
    const jobs = await executor();
    let told: readonly JobHandle[] = [];
    const submitted = jobs.submit([job('one')], (accepted) => {
      told = accepted;
      return Promise.reject(fullDisk);
    });
    await expect(submitted).rejects.toBe(fullDisk);
    const [handle] = told;
    if (handle === undefined) throw new Error('no handle');
    expect(await statusOf(jobs, handle)).toEqual({ state: 'cancelled', code: null, reason: 'It was cancelled before it began.' });
    await pause(500);
    expect(begun()).toBe(false);
    const [again] = await jobs.submit([job('one')]);
    expect(again?.id).not.toBe(handle.id);
    await jobs.close();
  });

  it('do not begin when they are cancelled while that is written down', async () => {
    const jobs = await executor();
    const [handle] = await jobs.submit([job('one')], (accepted) => jobs.cancel(accepted));
    if (handle === undefined) throw new Error('no handle');
    expect(await endOf(jobs, handle)).toMatchObject({ state: 'cancelled' });
    await pause(500);
    expect(begun()).toBe(false);
    await jobs.close();
  });
});

describe.skipIf(process.platform === 'win32')('jobs of Slurm', () => {
  const there = process.env['PATH'];
  beforeEach(async () => {
    await mkdir(path.join(folder, 'bin'));
    process.env['PATH'] = `${path.join(folder, 'bin')}:${there}`;
    await standIn('scancel', 'echo "$@" >> cancelled');
    await standIn('squeue', 'cat queue 2>/dev/null; exit 0');
  });
  afterEach(() => {
    process.env['PATH'] = there;
  });

  /** A program of Slurm's, which runs in the test's folder. */
  async function standIn(name: string, script: string): Promise<void> {
    const file = path.join(folder, 'bin', name);
    await writeFile(file, `#!/bin/sh\ncd '${folder}'\n${script}\n`);
    await chmod(file, 0o755);
  }

  /** Takes jobs, as an array of two under the number 900, and shows them in its queue. */
  const takesTwo = 'for word; do case $word in --comment=*) for task in 0 1; do echo "900_$task|RUNNING|None|${word#--comment=}"; done > queue ;; esac; done';
  const limit = 'echo "sbatch: error: AssocMaxSubmitJobLimit" >&2; exit 1';
  const cancelled = (): Promise<string> => readFile(path.join(folder, 'cancelled'), 'utf8').catch(() => '');
  const executor = (): SlurmExecutor => new SlurmExecutor({ program, settings: slurmSettingsSchema.parse({}), pauseMs: 10 });

  it('that were accepted are known, and can be stopped, when those after them are refused', async () => {
    await standIn('sbatch', `if [ -e queue ]; then ${limit}; fi\n${takesTwo}\necho 900`);
    const planned = (id: string, kind: 'train' | 'evaluate'): Planned => ({ id: id.repeat(64), kind, title: id, after: [], arguments: [], folder: `jobs/${id}`, output: 'x', files: {}, work: 1 });
    const jobs = [planned('a', 'train'), planned('b', 'train'), planned('c', 'evaluate')];
    const file = { file: 'f', sha256: 'a'.repeat(64) };
    const experiment = {
      name: 'e',
      experiment: parseExperiment('{"resources":{"train":{"gpus":1},"evaluate":{"cpus":2}}}', 'e.experiment.json'),
      inputs: { base: file, model: file, training: { ...file, labels: {} }, tests: {} },
      plan: { jobs, classifiers: [], leftOut: [] },
    };
    const experiments = new FolderExperimentStore(folder);
    const ports = { experiments, executor: executor(), now: () => 0, holder: 'a test' };
    const ways = { executor: 'slurm', atOnce: 10, ahead: true, attempts: 2, redoStale: false, workspace: folder, signal: new AbortController().signal, onEvent: () => undefined, onWaiting: () => undefined } as const;
    await expect(runExperiment(experiment, ports, ways)).rejects.toThrow(/^Slurm refused the job: AssocMaxSubmitJobLimit\./);
    expect((await experiments.events('e')).map(({ type }) => type)).toEqual(['began', 'submitted', 'submitted']);
    expect(await stopExperiment('e', ports)).toBe(2);
    expect(await cancelled()).toBe('900_0 900_1\n');
  });

  it('are cancelled where it cannot be written down that they are there', async () => {
    await standIn('sbatch', 'echo 901');
    await expect(executor().submit([job('one')], () => Promise.reject(fullDisk))).rejects.toBe(fullDisk);
    expect(await cancelled()).toBe('901\n');
  });

  it('that can then not be cancelled either are named', async () => {
    await standIn('sbatch', 'echo 901');
    await standIn('scancel', 'echo "scancel: error: Access denied" >&2; exit 1');
    await expect(executor().submit([job('one')], () => Promise.reject(fullDisk))).rejects.toThrow(
      `The disk is full. The jobs that Slurm has accepted could not be cancelled either: Slurm's scancel failed: Access denied. Cancel them with "scancel 901".`,
    );
  });

  it('are known when Slurm took them and answered too late', async () => {
    await standIn('sbatch', `${takesTwo}\necho "sbatch: error: Batch job submission failed: Socket timed out on send/recv operation" >&2; exit 1`);
    const told: string[] = [];
    const handles = await executor().submit([job('one'), job('two')], (accepted) => {
      told.push(...accepted.map(({ id }) => id));
      return Promise.resolve();
    });
    expect(handles.map((handle) => handle?.id)).toEqual(['900_0', '900_1']);
    expect(told).toEqual(['900_0', '900_1']);
  });
});
