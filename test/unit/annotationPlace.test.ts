import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DecisionLine } from '../../src/core/annotation/decision';
import type { AnnotationTarget } from '../../src/ports/annotations';
import { FolderAnnotationStore } from '../../src/storage/annotations/folderAnnotationStore';

const store = new FolderAnnotationStore();
const label = (id: string): DecisionLine => ({ id, decision: 'label', label: 'neutral', at: '2026-01-01T10:00:00.000Z' });

let target: Omit<AnnotationTarget, 'dataset' | 'sha256'>;
let folder: string;
beforeEach(async () => {
  const root = await mkdtemp(path.join(tmpdir(), 'places é '));
  target = { root, annotator: 'Anna Müller' };
  folder = path.join(root, '.blindspot', 'annotations');
});
afterEach(() => rm(target.root, { recursive: true, force: true }));

describe('the file of an annotation', () => {
  const deep = 'data/synthetic/experiments/2026-01-smollm2-temperature-1.0-fewshot-8-seed-1/generated/';
  const begun = async (dataset: string, sha: string, id: string): Promise<string> => {
    const annotation = await store.open({ ...target, dataset, sha256: sha.repeat(64) }, 'a test');
    const known = annotation.lines.map((line) => line.id).join();
    await annotation.append(label(id));
    await annotation.close();
    return `${path.basename(annotation.file)} ${known}`.trimEnd();
  };

  it.each([
    ['in one deep folder', `${deep}train.jsonl`, `${deep}test.jsonl`],
    ['with one name and two endings', 'a.jsonl', 'a.tsv'],
    ['whose names differ only in what a file’s name cannot have', 'x/a.jsonl', 'x-a.jsonl'],
  ])('is another for each of two sets %s, and each is found again', async (_, one, other) => {
    const [first, second] = [await begun(one, 'a', 'ex1'), await begun(other, 'b', 'ex2')];
    expect(first).not.toBe(second);
    expect([await begun(one, 'a', 'ex3'), await begun(other, 'b', 'ex4')]).toEqual([`${first} ex1`, `${second} ex2`]);
  });

  it('says the end of a path that is too long, and digits of all of it', async () => {
    // The last 71 characters, and the SHA-256 of the path.
    expect(await begun(`${deep}test.jsonl`, 'a', 'ex1')).toBe('riments-2026-01-smollm2-temperature-1.0-fewshot-8-seed-1-generated-test-4d132da6.Anna-Müller.jsonl');
  });

  it('keeps the name that an earlier version gave it, which was the beginning of such a path', async () => {
    const earlier = 'data-synthetic-experiments-2026-01-smollm2-temperature-1.0-fewshot-8-seed-1-gene.Anna-Müller.jsonl';
    expect(await begun('data/pairs.jsonl', 'a', 'ex1')).toBe('data-pairs.Anna-Müller.jsonl');
    const file = path.join(folder, earlier);
    await rename(path.join(folder, 'data-pairs.Anna-Müller.jsonl'), file);
    await writeFile(file, (await readFile(file, 'utf8')).replace('data/pairs.jsonl', `${deep}train.jsonl`));
    expect(await begun(`${deep}train.jsonl`, 'a', 'ex2')).toBe(`${earlier} ex1`);
    expect(await begun(`${deep}test.jsonl`, 'b', 'ex2')).not.toContain(earlier);
  });

  it('is found again also where the set is gone that had the usual name', async () => {
    await begun('x/a.jsonl', 'a', 'ex1');
    const second = await begun('x-a.jsonl', 'b', 'ex2');
    await rm(path.join(folder, 'x-a.Anna-Müller.jsonl'));
    expect(await begun('x-a.jsonl', 'b', 'ex3')).toBe(`${second} ex2`);
  });
});
