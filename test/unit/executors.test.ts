import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, open, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JobHandle } from '../../src/core/jobs/job';
import { slurmSettingsSchema } from '../../src/core/jobs/slurmSettings';
import { jobLock } from '../../src/executors/local/jobLock';
import { LocalExecutor } from '../../src/executors/local/localExecutor';
import { SlurmExecutor } from '../../src/executors/slurm/slurmExecutor';
import { lockForWriting } from '../../src/storage/writerLock';
import { endOf, program, statusOf, submitOne } from '../fixtures/jobs';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'jobs é '));
});
afterEach(() => rm(folder, { recursive: true }));

describe('a job on this machine', () => {
  it('is lost, and takes nothing with it, where its record cannot be read', async () => {
    // A keeper that ends at once, and a folder where the record should be.
    const keeper = path.join(folder, 'keeper.mjs');
    await writeFile(keeper, 'process.exit()');
    await mkdir(path.join(folder, 'job', 'exit.json'), { recursive: true });
    const jobs = new LocalExecutor({ program, keeper, atOnce: 1 });
    const handle = await submitOne(jobs, { name: 'a job', arguments: [], cwd: folder, folder: path.join(folder, 'job') });
    expect(await endOf(jobs, handle)).toEqual({ state: 'lost', code: null, reason: expect.stringMatching(/^How it ended cannot be read\. Cannot read .*exit\.json: this is a folder and not a file\./) as string });
    await jobs.close();
  });

  it('is lost when its keeper is killed, however fresh the lock that it leaves', async () => {
    const keeper = path.join(folder, 'keeper.mjs');
    await writeFile(keeper, `import { mkdirSync } from 'node:fs';\nmkdirSync(${JSON.stringify(path.join(folder, 'job', '.lock'))});\nprocess.kill(process.pid, 'SIGKILL');`);
    const jobs = new LocalExecutor({ program, keeper, atOnce: 1 });
    const handle = await submitOne(jobs, { name: 'a job', arguments: [], cwd: folder, folder: path.join(folder, 'job') });
    await jobs.close();
    expect(await statusOf(jobs, handle)).toMatchObject({ state: 'lost', reason: expect.stringMatching(/ or the process that looked after it was killed\. Submit it again/) as string });
  });
});

describe('a job of an earlier process', () => {
  it.skipIf(process.platform === 'win32')('is not taken for lost when it comes to its end while one looks', async () => {
    const jobs = new LocalExecutor({ program, keeper: '', atOnce: 1 });
    const handle: JobHandle = { executor: 'local', id: randomUUID(), folder: path.join(folder, 'job') };
    await mkdir(handle.folder);
    const record = path.join(handle.folder, 'exit.json');
    const lock = await lockForWriting(jobLock(handle.folder), 'a job');
    // Who reads the record waits there, and then there is none: as if it had been looked for a moment too soon.
    execFileSync('mkfifo', [record]);
    const looked = statusOf(jobs, handle);
    const pipe = await open(record, 'w');
    await writeFile(`${record}.new`, JSON.stringify({ job: handle.id, code: 0, stopped: null, begun: '2026-01-01T00:00:00Z', ended: '2026-01-01T00:00:01Z' }));
    await rename(`${record}.new`, record);
    await lock.release();
    await pipe.close();
    expect(await looked).toMatchObject({ state: 'running' });
    expect(await statusOf(jobs, handle)).toMatchObject({ state: 'finished', seconds: 1 });
  });
});

describe('jobs of Slurm', () => {
  it('are cancelled without those that an earlier drive had on its own machine', async () => {
    const jobs = new SlurmExecutor({ program, settings: slurmSettingsSchema.parse({}) });
    await expect(jobs.cancel([{ executor: 'local', id: randomUUID(), folder }])).resolves.toBeUndefined();
  });
});
