import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { GenerationIdentity, GenerationRecord } from '../../src/core/synthetic/generationRecord';
import { FileGenerationStore } from '../../src/storage/generations/fileGenerationStore';
import { generationRecord } from '../fixtures/generationRecords';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'generations '));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const store = new FileGenerationStore();
const open = (seed: number): ReturnType<typeof store.open> => store.open(path.join(folder, 'set.jsonl'), { seed } as GenerationIdentity, 'a test');
const sample = { sample: { label: 'neutral', number: 0, text: ' A.', tokens: 2, end: 'limit' } } as const;

/** One sitting, which leaves a record and what else it is told to. */
async function sit(seed: number, { sampled }: { readonly sampled: boolean }): Promise<void> {
  const generation = await open(seed);
  await generation.write({ ...generationRecord, identity: generation.identity } satisfies GenerationRecord);
  if (sampled) {
    await generation.append([sample]);
    await generation.writeSet([], ['of this generation\n']);
  }
  await generation.close();
}

describe('the files of a generation', () => {
  it.each(['set.jsonl', 'set.rejected.jsonl', 'set.samples.jsonl'])('are not begun where there is a %s of somebody else’s', async (name) => {
    await writeFile(path.join(folder, name), 'precious\n');
    await expect(open(1)).rejects.toMatchObject({ code: 'different-run', message: expect.stringContaining(`${name} is there already, and has no record of a generation beside it`) as string });
    expect(await readFile(path.join(folder, name), 'utf8')).toBe('precious\n');
  });

  it('are gone on with by the same generation, its rejected samples too', async () => {
    await sit(1, { sampled: true });
    const again = await open(1);
    expect([again.done, again.earlier?.identity]).toEqual([[sample], again.identity]);
    await again.close();
  });

  it('are free to be made in another way as long as nothing was sampled', async () => {
    await sit(1, { sampled: false });
    const other = await open(2);
    expect([other.done, other.earlier]).toEqual([[], null]);
    await other.close();
  });

  it('are not once something was', async () => {
    await sit(1, { sampled: true });
    await expect(open(2)).rejects.toMatchObject({ code: 'different-run', message: expect.stringContaining('set.jsonl was generated in another way') as string });
    expect(await readFile(path.join(folder, 'set.rejected.jsonl'), 'utf8')).toBe('of this generation\n');
  });
});
