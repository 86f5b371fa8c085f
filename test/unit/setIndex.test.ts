import { mkdtemp, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkSet } from '../../src/workflows/annotation/setCheck';
import { predict } from '../../src/core/scoring/prediction';
import type { Sample } from '../../src/core/synthetic/sample';
import { formatExample } from '../../src/core/synthetic/setLine';
import type { SetIndex, SetRow } from '../../src/ports/setIndex';
import { DiskFiles } from '../../src/storage/diskFiles';
import { DigestCache } from '../../src/storage/fileDigest';
import { DiskSetIndexes } from '../../src/storage/sets/setIndex';

let folder: string;
let file: string;
let index: SetIndex | undefined;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'index '));
  file = path.join(folder, 'set.jsonl');
});
afterEach(async () => {
  await index?.close();
  index = undefined;
  await rm(folder, { recursive: true, force: true });
});

async function opened(text: string): Promise<SetIndex> {
  await writeFile(file, text);
  index = await new DiskSetIndexes().open(file);
  return index;
}

async function everyRow(of: SetIndex): Promise<SetRow[]> {
  const rows: SetRow[] = [];
  for await (const some of of.rows()) rows.push(...some);
  return rows;
}

const row = (id: string, rest: object = {}): string => JSON.stringify({ id, label: 'neutral', premise: `é ${id} premise`, hypothesis: 'hypothesis', ...rest });

describe('An index of a set', () => {
  it('reads any row by itself, and all in turn, as the whole reader does', async () => {
    const lines = [
      row('a'),
      '',
      row('with "quotes"'),
      '{"premise":"no id","hypothesis":"h","label":"entailment"}',
      row('b').replace('"neutral"', '"2"'),
      '{"id":"broken","label":"neutral"',
      row('a'),
      JSON.stringify({ label: 'neutral', premise: 'id last', hypothesis: 'h', id: 'c' }),
      row('d', { label: '-' }),
      row('e'.repeat(300)),
    ];
    const set = await opened(`\uFEFF${lines.join('\r\n')}`);
    const { set: whole, sha256 } = await new DiskFiles(new DigestCache(folder)).readSet(file);
    expect(set.sha256).toBe(sha256);
    expect(set.size).toBe(9);

    const rows = await everyRow(set);
    expect(rows.flatMap((each) => (each.kind === 'example' ? [each.example] : []))).toEqual(whole.examples);
    expect(rows.flatMap((each) => (each.kind === 'broken' ? [{ line: each.line, problem: each.problem }] : []))).toEqual(whole.broken);
    for (const [place, expected] of rows.entries()) expect(await set.read(place)).toEqual(expected);
    for (const { id, line } of whole.examples) {
      const place = set.rowOf(id) ?? -1;
      expect(await set.read(place)).toMatchObject({ example: { id, line } });
    }

    const check = await checkSet(set, new AbortController().signal);
    expect(check).toMatchObject({ broken: whole.broken, mapped: whole.mapped, skipped: whole.skipped, checked: null });
  });

  it('gives an ID to the first row with it that can be used, as the whole reader does', async () => {
    const lines = [
      '{"id":"a","label":"neutral","premise":"","hypothesis":"h"}',
      row('b', { label: '-' }),
      row('a'),
      '{"id":"a","label":"neutral"',
      row('b'),
      row('a'),
      row('c'),
      row('b'),
      '{"id":"d","label":"neutral"',
      '{"id":"d","label":"neutral"',
    ];
    const set = await opened(lines.join('\n'));
    const { set: whole } = await new DiskFiles(new DigestCache(folder)).readSet(file);
    const rows = await everyRow(set);
    expect(rows.flatMap((each) => (each.kind === 'example' ? [each.example] : []))).toEqual(whole.examples);
    expect(rows.flatMap((each) => (each.kind === 'broken' ? [{ line: each.line, problem: each.problem }] : []))).toEqual(whole.broken);
    expect(['a', 'b', 'c'].map((id) => set.rowOf(id))).toEqual([2, 4, 6]);
    expect(rows.map((_, place) => set.idOf(place)).slice(0, 8)).toEqual(['', '', 'a', '', 'b', '', 'c', '']);
    for (const [place, expected] of rows.entries()) expect(await set.read(place)).toEqual(expected);
  });

  it('tells IDs apart by all of their letters, however they are written', async () => {
    const ids = ['é1', 'é2', '学', '😀', 'tab\tulated', 'quo"ted', 'e', 'é'];
    const set = await opened([...ids.map((id) => row(id)), row('é').replaceAll('é', '\\u00e9')].join('\n'));
    expect(ids.map((id) => set.rowOf(id))).toEqual([...ids.keys()]);
    expect(ids.map((_, place) => set.idOf(place))).toEqual(ids);
    expect(set.rowOf('')).toBeUndefined();
    expect([...set.unusable]).toEqual([8]);
    expect(await set.read(8)).toMatchObject({ kind: 'broken', problem: expect.stringContaining('pair ID "é" stands on line 8 already') as string });
  });

  it('reads an ID with bytes that are no letters as any other text with them', async () => {
    await writeFile(file, Buffer.concat([Buffer.from('{"id":"'), Buffer.from([0xff]), Buffer.from('","label":"neutral","premise":"p","hypothesis":"h"}\n')]));
    index = await new DiskSetIndexes().open(file);
    expect([index.idOf(0), index.rowOf('\uFFFD')]).toEqual(['\uFFFD', 0]);
  });

  it('reads tab-separated sets too', async () => {
    const set = await opened('index\tsentence1\tsentence2\tgold_label\n7\tp\th\tneutral\n8\tp2\th2\tcontradiction\n');
    expect([set.format, set.size, set.rowOf('8')]).toEqual(['glue', 2, 1]);
    expect(await set.read(1)).toMatchObject({ example: { id: '8', premise: 'p2', gold: 'contradiction', line: 3 } });
  });

  it('finds rows wherever the chunks of the file end', async () => {
    // Rows of about 1,000 bytes, one longer than two of the file's chunks of 512 KiB, and an ID that stands twice.
    const rows = Array.from({ length: 2000 }, (_, number) => row(`r${number === 1800 ? 7 : number}`, { premise: 'é'.repeat(number === 900 ? 700_000 : 450 + (number % 7)) }));
    const set = await opened(rows.join('\n'));
    expect(set.size).toBe(2000);
    for (const number of rows.keys()) {
      expect(await set.read(number)).toMatchObject(number === 1800 ? { kind: 'broken', line: 1801 } : { example: { id: `r${number}`, line: number + 1 } });
    }
  });

  it('does not take its format from a first row that is torn', async () => {
    const pair = (id: string): string => JSON.stringify({ gold_label: 'neutral', sentence1: `p ${id}`, sentence2: 'h', pairID: id });
    // Cut before "sentence1", by which MNLI's own rows are known.
    const set = await opened(['{"gold_label": "neutral", "annota', pair('1n'), pair('2n')].join('\n'));
    expect([set.format, set.rowOf('2n')]).toEqual(['mnli', 2]);
    expect((await everyRow(set)).map(({ kind }) => kind)).toEqual(['broken', 'example', 'example']);
  });

  it('says so when the file was changed meanwhile', async () => {
    const set = await opened(`${row('a')}\n${row('b')}\n`);
    await writeFile(file, `${row('x')}\n`);
    await expect(set.read(0)).rejects.toThrow('was changed while it was open. Open it again.');
  });

  it('says so when another file took its name meanwhile, as editors and git replace files, and takes no line of that one for its own', async () => {
    const set = await opened(`${row('a')}\n${row('b')}\n`);
    // As long as the other, and as old.
    await writeFile(`${file}.new`, `${row('a').replace('premise"', 'Premise"')}\n${row('b')}\n`);
    const { atime, mtime } = await stat(file);
    await utimes(file, atime, mtime);
    await utimes(`${file}.new`, atime, mtime);
    await rename(`${file}.new`, file);
    await expect(set.read(0)).rejects.toThrow('was changed while it was open. Open it again.');
    const rows = set.rows();
    expect((await rows.next()).value).toMatchObject([{ example: { premise: 'é a premise' } }, { example: { id: 'b' } }]);
    await expect(rows.next()).rejects.toThrow('was changed while it was open');
  });

  it('says so when it is deleted meanwhile', async () => {
    const set = await opened(`${row('a')}\n`);
    await rm(file);
    await expect(set.read(0)).rejects.toThrow('was moved or deleted while it was open. Open it again.');
  });

  it('stops in the middle for the reason of the signal', async () => {
    const set = await opened(`${row('a')}\n`);
    await expect(set.rows(AbortSignal.abort(new Error('Enough.'))).next()).rejects.toThrow('Enough.');
  });

  it.each([
    ['an empty file', '', 'is empty: choose a file with examples in it'],
    ['a line that does not end', `${row('a')}\n{"id":"b","premise":"${'p'.repeat(17 * 1024 * 1024)}`, 'line 2: the line has more than 16 million characters'],
    ['rows that are all broken', '{"id":"a"\n{"id":"b"\n', 'has no example that can be used. Line 1: '],
    ['a letter', 'Dear grandmother,\nI am well.\n', 'line 1: this is no data file that Blindspot knows'],
  ])('refuses %s', async (_, text, message) => {
    await expect(opened(text)).rejects.toThrow(message);
  });

  it('knows what the label check of a generated set said', async () => {
    const sample: Sample = { label: 'neutral', number: 0, text: '', tokens: 0, end: 'stop' };
    const { scores } = predict('', { entailment: Math.log(0.1), neutral: Math.log(0.1), contradiction: Math.log(0.2) });
    const generated = formatExample(sample, { premise: 'p', hypothesis: 'h' }, { label: 'neutral', number: 0, predicted: 'contradiction', scores }, { generation: 'g', seedOf: () => 1 });
    const set = await opened(generated + row('b'));
    const { checked } = await checkSet(set, new AbortController().signal);
    // Shares of .25, .25 and .5: entropy 1.5 bits of at most log2 3; the set says neutral, the model contradiction.
    expect(checked?.uncertainty[0]).toBeCloseTo(1.5 / Math.log2(3), 6);
    expect(checked?.disagreement[0]).toBeCloseTo((1 + 0.5 - 0.25) / 2, 6);
    expect(checked?.uncertainty[1]).toBeNaN();
  });
});
