import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeExport, type OutcomeCounts } from '../../src/core/annotation/accepted';
import { annotatedSet } from '../../src/core/annotation/agreement';
import { formatHeader, type DecisionLine } from '../../src/core/annotation/decision';
import { sourceOf } from '../../src/core/nli/rowSource';
import { FolderAnnotationStore } from '../../src/storage/annotations/folderAnnotationStore';
import { DiskSetIndexes } from '../../src/storage/sets/setIndex';
import { exportAccepted } from '../../src/workflows/annotation/exportAccepted';

const at = '2026-01-01T10:00:00.000Z';
const neutral = (id: string): DecisionLine => ({ id, decision: 'label', label: 'neutral', at });
const discard = (id: string): DecisionLine => ({ id, decision: 'discard', at });
const text = ['a', 'b', 'c'].map((id) => `{"id":"${id}","label":"entailment","premise":"p ${id}","hypothesis":"h ${id}"}\n`).join('');
const sha256 = createHash('sha256').update(text).digest('hex');

let folder: string;
let [source, file] = ['', ''];
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'accepted '));
  [source, file] = [path.join(folder, 'set.jsonl'), path.join(folder, 'set.accepted.jsonl')];
  await writeFile(source, text);
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function exported(decided: Readonly<Record<string, readonly DecisionLine[]>>, annotated = sha256): Promise<OutcomeCounts> {
  const set = annotatedSet(Object.entries(decided).map(([annotator, lines]) => ({ file: annotator, header: { dataset: 'set.jsonl', sha256: annotated, version: 1, annotator }, lines })));
  const index = await new DiskSetIndexes().open(source);
  try {
    return await exportAccepted({ file, set, index }, new FolderAnnotationStore(), new AbortController().signal);
  } finally {
    await index.close();
  }
}

describe('the export of what was accepted', () => {
  it('holds what one annotator accepted, where nobody else has decided', async () => {
    expect(await exported({ Anna: [neutral('a'), discard('b')] })).toEqual({ accepted: 1, discarded: 1, disputed: 0, undecided: 1 });
    expect(await readFile(file, 'utf8')).toBe(
      `{"id":"a","label":"neutral","premise":"p a","hypothesis":"h a","source":{"annotation":{"dataset":"set.jsonl","sha256":"${sha256}","suggested":"entailment","decisions":[{"annotator":"Anna","decision":"label","label":"neutral","at":"${at}"}]}}}\n`,
    );
  });

  it('keeps what the set says of a source that has no fields', async () => {
    const line = (value: string): string => `{"id":"a","label":"entailment","premise":"p","hypothesis":"h","source":${value}}`;
    expect(['"the web, 2024"', '["a","b"]', '7', '{"seed":7}', 'null'].map((value) => sourceOf(line(value)))).toEqual([{ of: 'the web, 2024' }, { of: ['a', 'b'] }, { of: 7 }, { seed: 7 }, undefined]);
  });

  it('leaves out what several disagree on', async () => {
    expect(await exported({ Anna: [neutral('a'), neutral('b')], Ben: [discard('a'), neutral('b')] })).toEqual({ accepted: 1, discarded: 0, disputed: 1, undecided: 1 });
  });

  it('is not written where nothing was accepted, or the set is another now', async () => {
    await writeFile(file, 'before');
    await expect(exported({ Anna: [discard('a')] })).rejects.toThrow('No example of set.jsonl has been accepted yet: nothing was written.');
    await expect(exported({ Anna: [neutral('a')] }, 'b'.repeat(64))).rejects.toThrow('set.jsonl is not the set that was annotated: its SHA-256 differs.');
    expect(await readFile(file, 'utf8')).toBe('before');
  });

  it('is not written over the set, by whatever path', async () => {
    const link = path.join(folder, 'link');
    await symlink(folder, link);
    file = path.join(link, 'set.jsonl');
    await expect(exported({ Anna: [neutral('a')] })).rejects.toThrow('is the set itself. Choose another file to write.');
    file = path.join(folder, 'set.accepted.jsonl');
    expect(await readFile(source, 'utf8')).toBe(text);
  });

  it('is not written over decisions', async () => {
    const decisions = formatHeader({ dataset: 'set.jsonl', sha256, annotator: 'Anna', version: 1 });
    await writeFile(file, `${decisions}\n`);
    await expect(exported({ Anna: [neutral('a')] })).rejects.toThrow('is an annotation file, whose decisions would be lost.');
    expect(await readFile(file, 'utf8')).toBe(`${decisions}\n`);
  });

  it('is told in one sentence', () => {
    expect(describeExport({ accepted: 1, discarded: 0, disputed: 1200, undecided: 2 })).toBe('1 accepted example; left out: 0 discarded, 1,200 disputed, 2 not decided.');
  });
});
