import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { slurmSettingsSchema } from '../../src/core/jobs/slurmSettings';
import { LocalExecutor } from '../../src/executors/local/localExecutor';
import { SlurmExecutor } from '../../src/executors/slurm/slurmExecutor';
import { endOf, program, submitOne } from '../fixtures/jobs';

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
});

describe('jobs of Slurm', () => {
  it('are cancelled without those that an earlier drive had on its own machine', async () => {
    const jobs = new SlurmExecutor({ program, settings: slurmSettingsSchema.parse({}) });
    await expect(jobs.cancel([{ executor: 'local', id: randomUUID(), folder }])).resolves.toBeUndefined();
  });
});
