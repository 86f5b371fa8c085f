import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunRecord } from '../../src/core/runs/record';
import { predict } from '../../src/core/scoring/prediction';
import type { GenerationIdentity, GenerationRecord } from '../../src/core/synthetic/generationRecord';
import type { TrainingIdentity, TrainingRecord } from '../../src/core/training/record';
import { FolderExperimentStore } from '../../src/storage/experiments/folderExperimentStore';
import { FileGenerationStore } from '../../src/storage/generations/fileGenerationStore';
import { FolderRunStore } from '../../src/storage/runs/folderRunStore';
import { FolderTrainingStore } from '../../src/storage/trainings/folderTrainingStore';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'locks '));
});
afterEach(async () => {
  await rm(root, { recursive: true, force: true });
});

/** A record of which nothing but its state is looked at. */
interface Open {
  readonly lost: AbortSignal;
  write(state: string): Promise<void>;
  close(): Promise<void>;
}

interface Kind {
  readonly what: string;
  readonly open: () => Promise<Open>;
  readonly record: string;
  readonly lock: string;
  readonly holder: string;
}

const run = { identity: { predictionsSha256: 'a'.repeat(64), dataSha256: 'b'.repeat(64) }, name: 'r', folder: 'run' };

const kinds: readonly Kind[] = [
  {
    what: 'a run',
    open: async () => {
      const open = await new FolderRunStore(root).open({ ...run, folder: path.join(root, 'run') }, 'a test');
      return { lost: open.lost, write: (state) => open.write({ state } as unknown as RunRecord), close: () => open.close() };
    },
    record: 'run/run.json',
    lock: 'run/run.lock',
    holder: 'run/holder.json',
  },
  {
    what: 'a generation',
    open: async () => {
      const open = await new FileGenerationStore().open(path.join(root, 'set.jsonl'), {} as GenerationIdentity, 'a test');
      return { lost: open.lost, write: (state) => open.write({ state } as unknown as GenerationRecord), close: () => open.close() };
    },
    record: 'set.generation.json',
    lock: 'set.generation.lock',
    holder: 'set.generation.holder.json',
  },
  {
    what: 'a training',
    open: async () => {
      const open = await new FolderTrainingStore(root).open('t', {} as TrainingIdentity, 'a test');
      return { lost: open.lost, write: (state) => open.write({ state } as unknown as TrainingRecord), close: () => open.close() };
    },
    record: 't-44136fa3/training.json',
    lock: 't-44136fa3/.lock',
    holder: 't-44136fa3/.holder.json',
  },
];

describe.each(kinds)('the record of $what whose lock was taken away', ({ open, record, lock, holder }) => {
  const stateOnDisk = async (): Promise<unknown> => (JSON.parse(await readFile(path.join(root, record), 'utf8')) as { state: unknown }).state;
  const lose = async ({ lost }: Open): Promise<void> => {
    await rm(path.join(root, lock), { recursive: true });
    if (!lost.aborted) await new Promise((heard) => lost.addEventListener('abort', heard, { once: true }));
  };

  it('says how it ended, as long as nobody has begun again', async () => {
    const first = await open();
    await lose(first);
    await first.write('failed');
    expect(await stateOnDisk()).toBe('failed');
    await first.close();
  });

  it('is left to who has begun again, also after they are done', async () => {
    const first = await open();
    await lose(first);
    const name = path.join(root, holder);
    const own = await readFile(name, 'utf8');
    // As another process does that takes the lock.
    await writeFile(name, own.replace('a test', 'another'));
    await writeFile(path.join(root, record), '{"state":"running"}');
    await expect(first.write('failed')).rejects.toThrow('was taken away while it was written to');
    await rm(name);
    await writeFile(path.join(root, record), '{"state":"finished"}');
    await expect(first.write('failed')).rejects.toThrow('was taken away while it was written to');
    expect(await stateOnDisk()).toBe('finished');
    await first.close();
  });

  it('is left to who has begun again also before the loss is noticed', async () => {
    const first = await open();
    await first.write('running');
    const name = path.join(root, holder);
    await writeFile(name, (await readFile(name, 'utf8')).replace('a test', 'another'));
    await expect(first.write('failed')).rejects.toThrow('was taken away while it was written to');
    await first.close();
    expect(await readFile(name, 'utf8')).toContain('another');
  });
});

interface OpenJournal {
  append(): Promise<void>;
  close(): Promise<void>;
}

const journals: readonly { readonly what: string; readonly open: () => Promise<OpenJournal>; readonly journal: string; readonly holder: string }[] = [
  {
    what: 'a run',
    open: async () => {
      const open = await new FolderRunStore(root).open({ ...run, folder: path.join(root, 'run') }, 'a test');
      return { append: () => open.append([predict('ex0', { entailment: -0.5, neutral: -2, contradiction: -3 })]), close: () => open.close() };
    },
    journal: 'run/predictions.jsonl',
    holder: 'run/holder.json',
  },
  {
    what: 'a generation',
    open: async () => {
      const open = await new FileGenerationStore().open(path.join(root, 'set.jsonl'), {} as GenerationIdentity, 'a test');
      return { append: () => open.append([{ sample: { label: 'neutral', number: 0, text: 'A', tokens: 1, end: 'stop' } }]), close: () => open.close() };
    },
    journal: 'set.samples.jsonl',
    holder: 'set.generation.holder.json',
  },
  {
    what: 'an experiment',
    open: async () => {
      const open = await new FolderExperimentStore(root).open('e', 'a test');
      return { append: () => open.append([{ type: 'gone', at: '2026-01-01T00:00:00.000Z', job: 'a'.repeat(64) }]), close: () => open.close() };
    },
    journal: '.blindspot/experiments/e/journal.jsonl',
    holder: '.blindspot/experiments/e/.holder.json',
  },
];

describe.each(journals)('the journal of $what that somebody else has begun to write, before the loss of the lock is noticed', ({ open, journal, holder }) => {
  /** As another process does that takes the lock, while this one is stopped. */
  const takeAway = async (): Promise<void> => {
    const name = path.join(root, holder);
    await writeFile(name, (await readFile(name, 'utf8')).replace('a test', 'another'));
  };

  it('gets no line of the first any more', async () => {
    const first = await open();
    await first.append();
    const line = await readFile(path.join(root, journal), 'utf8');
    expect(line).toMatch(/^{.*}\n$/);
    await takeAway();
    await expect(first.append()).rejects.toThrow('was taken away while it was written to. Run the same command again.');
    await first.close();
    expect(await readFile(path.join(root, journal), 'utf8')).toBe(line);
  });

  it('is not cleared away by the first, which has written nothing', async () => {
    const first = await open();
    await takeAway();
    await first.close();
    expect(await readFile(path.join(root, journal), 'utf8')).toBe('');
  });
});
