import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DiskSetIndexes } from '../../src/storage/sets/setIndex';
import { nearestExamples } from '../../src/workflows/annotation/nearestExamples';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'nearest '));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function nearest(rows: readonly string[], targets: Parameters<typeof nearestExamples>[0]['targets'], most: number): ReturnType<typeof nearestExamples> {
  const file = path.join(folder, 'training.jsonl');
  await writeFile(file, `${rows.join('\n')}\n`);
  return nearestExamples({ file, targets, most }, new DiskSetIndexes(), new AbortController().signal);
}

const row = (id: string, premise: string, hypothesis: string): string => JSON.stringify({ id, label: 'neutral', premise, hypothesis });

describe('The nearest examples of a file', () => {
  it('come nearest first, and lines that cannot be used are not among them', async () => {
    const rows = [row('far', 'Dogs bark at night', 'Dogs bark'), '{"id":"broken"', row('near', 'The lawyer saw the actor', 'The actor saw the lawyer'), row('nearer', 'The lawyer saw the actor', 'An actor saw the lawyer')];
    const target = { premise: 'The lawyer saw the actor .', hypothesis: 'An actor saw the lawyer .' };
    expect(await nearest(rows, [target], 10)).toEqual({ ids: ['nearer', 'near'], compared: 1 });
    expect(await nearest(rows, [target], 1)).toEqual({ ids: ['nearer'], compared: 1 });
  });

  it('are near to 500 of the targets where there are more, so that a large file does not take minutes', async () => {
    const targets = Array.from({ length: 2000 }, (_, number) => ({ premise: `word${number}`, hypothesis: 'another' }));
    expect((await nearest([row('a', 'another', 'one')], targets, 1)).compared).toBe(500);
  });
});
