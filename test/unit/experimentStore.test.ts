import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Job } from '../../src/core/experiment/job';
import { FolderExperimentStore } from '../../src/storage/experiments/folderExperimentStore';
import { planned } from '../fixtures/experiments';

const jobs = planned({});
const first = (kind: Job['kind']): Job => {
  const job = jobs.jobs.find((each) => each.kind === kind);
  if (job === undefined) throw new Error(`no ${kind}`);
  return job;
};
/** So large that a disk's blocks do not matter. */
const megabyte = 1_000_000;

let workspace: string;

beforeEach(async () => {
  workspace = await mkdtemp(path.join(tmpdir(), 'experiment store '));
});
afterEach(() => rm(workspace, { recursive: true, force: true }));

async function bytesOf(job: Job, files: Readonly<Record<string, string>>): Promise<number> {
  const opened = await new FolderExperimentStore(workspace).open('x', 'a test');
  try {
    const folder = await opened.prepare(job);
    for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, name), text);
    return await opened.bytesOf(job);
  } finally {
    await opened.close();
  }
}

describe('the folder of an experiment', () => {
  it('is the same however the system spells its name', () => {
    const store = new FolderExperimentStore(workspace);
    expect(store.folderOf('e\u0301tude, one')).toBe('.blindspot/experiments/\u00e9tude-one');
    expect(store.folderOf('\u00e9tude, one')).toBe('.blindspot/experiments/\u00e9tude-one');
  });
});

describe('what a job has left on the disk', () => {
  it('is its folder, and of a training also its checkpoint, which lies elsewhere', async () => {
    const training = path.join(workspace, '.blindspot', 'training', 'base-examples-0123abcd');
    await mkdir(training, { recursive: true });
    await writeFile(path.join(training, 'checkpoint.pt'), 'c'.repeat(5 * megabyte));
    const files = { 'adapter.gguf': 'a'.repeat(megabyte), output: '{"id":"base-examples-0123abcd","state":"finished"}\n' };
    for (const kind of ['train', 'train-generator'] as const) {
      const bytes = await bytesOf(first(kind), files);
      expect(bytes).toBeGreaterThanOrEqual(6 * megabyte);
      expect(bytes).toBeLessThan(6.2 * megabyte);
    }
    expect(await bytesOf(first('evaluate'), files)).toBeLessThan(1.2 * megabyte);
  });

  it('is its folder alone where a training has told nothing of itself', async () => {
    for (const output of ['', 'no JSON', '{"state":"finished"}']) expect(await bytesOf(first('train'), { 'adapter.gguf': 'a'.repeat(megabyte), output })).toBeLessThan(1.2 * megabyte);
  });
});

describe('who carries an experiment out', () => {
  it('is nobody as soon as that process has been killed, though its lock has not lapsed', async () => {
    const store = new FolderExperimentStore(workspace);
    const opened = await store.open('x', 'a test');
    try {
      expect(await store.driverOf('x')).toMatchObject({ program: 'a test', pid: process.pid });
      const file = path.join(workspace, store.folderOf('x'), '.holder.json');
      const { pid } = spawnSync(process.execPath, ['--version']);
      await writeFile(file, JSON.stringify({ ...(JSON.parse(await readFile(file, 'utf8')) as object), pid }));
      expect(await store.driverOf('x')).toBeUndefined();
    } finally {
      await opened.close();
    }
  });
});
