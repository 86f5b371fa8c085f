import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { SetReader, type NliSet } from '../../src/core/nli/setReader';
import { UserError } from '../../src/core/userError';
import { DiskFiles } from '../../src/storage/diskFiles';
import { DigestCache } from '../../src/storage/fileDigest';

function read(...lines: readonly string[]): NliSet {
  const reader = new SetReader('set.jsonl');
  const examples = lines.flatMap((line) => reader.push(line) ?? []);
  return { ...reader.finish(), examples };
}

function failure(...lines: readonly string[]): string {
  try {
    read(...lines);
  } catch (error) {
    if (error instanceof UserError) return `${error.code}: ${error.message}`;
    throw error;
  }
  throw new Error('nothing was refused');
}

function row(label: string | number, id?: string): string {
  return JSON.stringify({ id, label, premise: 'A dog runs.', hypothesis: 'A dog moves.' });
}

describe('a set with broken lines', () => {
  it('tells them by number and keeps the others', () => {
    const set = read(row('neutral', 'a'), '<<<<<<< HEAD', '{"id":"b","label":"neutral","premise":" ","hypothesis":"x"}', '', row('maybe', 'c'), row('entailment', 'd'));
    expect(set.examples.map(({ id, line }) => [id, line])).toEqual([
      ['a', 1],
      ['d', 6],
    ]);
    expect(set.broken).toEqual([
      { line: 2, problem: expect.stringMatching(/^this is not JSON \(/) as string },
      { line: 3, problem: 'field "premise" is missing, empty or of the wrong kind.' },
      { line: 5, problem: 'field "label" is "maybe"; known are entailment, neutral, contradiction and non-entailment.' },
    ]);
  });

  it('counts an ID that stands twice as broken the second time', () => {
    const set = read(row('neutral', 'a'), row('neutral', 'b'), row('entailment', 'a'));
    expect(set.examples.map(({ id }) => id)).toEqual(['a', 'b']);
    expect(set.broken).toEqual([{ line: 3, problem: 'pair ID "a" stands on line 1 already. Give each example an ID of its own.' }]);
  });

  it('is not mistaken for another format because its first line is broken', () => {
    const mnli = '{"gold_label":"neutral","sentence1":"a","sentence2":"b","pairID":"1"}';
    expect(read('>>>>>>> theirs', '{"pre', mnli)).toEqual({
      format: 'mnli',
      examples: [{ id: '1', premise: 'a', hypothesis: 'b', gold: 'neutral', line: 3 }],
      broken: [
        { line: 1, problem: 'this is neither a row nor the names of columns.' },
        { line: 2, problem: expect.stringMatching(/^this is not JSON/) as string },
      ],
      mapped: {},
      skipped: 0,
    });
  });

  it('is refused when nothing of it can be used', () => {
    expect(failure(row('maybe'), row('perhaps'))).toBe(
      'bad-data: set.jsonl has no example that can be used. Line 1: field "label" is "maybe"; known are entailment, neutral, ' +
        'contradiction and non-entailment. The other broken lines: 1.',
    );
    expect(failure('Dear reader,', 'this is a letter.')).toContain('bad-data: set.jsonl, line 1: this is no data file that Blindspot knows');
    expect(failure('', ' ')).toBe('bad-data: set.jsonl is empty: choose a file with examples in it.');
    expect(failure(row('-'))).toBe('bad-data: set.jsonl has no example that can be used (1 have no gold label): choose a labelled file.');
  });

  it('is given up after a hundred lines of something else', () => {
    const reader = new SetReader('letter.txt');
    expect(() => {
      for (let line = 0; line <= 101; line += 1) reader.push('Dear reader,');
    }).toThrow('letter.txt, line 1: this is no data file');
  });
});

describe('labels in other spellings', () => {
  it('are mapped and counted by their spelling', () => {
    const set = read(row('Entailment'), row('E'), row(0), row('1'), row(1), row('contradictory'), row('2'), row('not_entailment'), row('neutral'));
    expect(set.examples.map(({ gold }) => gold)).toEqual([
      ...['entailment', 'entailment', 'entailment', 'neutral', 'neutral'],
      ...['contradiction', 'contradiction', 'non-entailment', 'neutral'],
    ]);
    expect(set.mapped).toEqual({ Entailment: 1, E: 1, '0': 1, '1': 2, contradictory: 1, '2': 1, not_entailment: 1 });
  });

  it('are not counted for a line that is broken otherwise', () => {
    const set = read(row('e', 'a'), row('e', 'a'), '{"label":"n","premise":"x","hypothesis":""}');
    expect([set.mapped, set.broken.length]).toEqual([{ e: 1 }, 2]);
  });

  it('that say that there is no gold label leave the row out', () => {
    const set = read(row(-1), row('-'), row('neutral'));
    expect([set.examples.length, set.skipped, set.broken]).toEqual([1, 2, []]);
  });

  it('are understood in tab-separated files too, where HANS knows two labels only', () => {
    const glue = read('index\tsentence1\tsentence2\tgold_label', '0\ta\tb\tCONTRADICTORY', '1\ta\tb\t0', '2\ta');
    expect(glue.examples.map(({ gold }) => gold)).toEqual(['contradiction', 'entailment']);
    expect(glue.broken).toEqual([{ line: 4, problem: expect.stringContaining('"gold_label" is missing') as string }]);
    const hans = read(
      'gold_label\tsentence1\tsentence2\tpairID\theuristic\tsubcase\ttemplate',
      'Non-Entailment\ta\tb\tex0\tlexical_overlap\tln_passive\ttemp1',
      '1\ta\tb\tex1\tlexical_overlap\tln_passive\ttemp1',
    );
    expect([hans.examples.length, hans.mapped, hans.broken.map(({ line }) => line)]).toEqual([1, { 'Non-Entailment': 1 }, [3]]);
  });
});

describe('a set on the disk', () => {
  it('is read with a byte order mark and Windows line ends, and known by its SHA-256', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'blindspot-set-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const file = path.join(folder, 'set.jsonl');
    await writeFile(file, `\uFEFF${row('neutral', 'a')}\r\n${row('maybe', 'b')}\r\n${row('entailment', 'c')}`);
    const { set, sha256 } = await new DiskFiles(new DigestCache(folder)).readSet(file);
    expect(set.examples.map(({ id, hypothesis, line }) => [id, hypothesis, line])).toEqual([
      ['a', 'A dog moves.', 1],
      ['c', 'A dog moves.', 3],
    ]);
    expect(set.broken.map(({ line }) => line)).toEqual([2]);
    expect(sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  it('that is one endless line is refused before it fills the memory', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'blindspot-set-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const file = path.join(folder, 'set.jsonl');
    await writeFile(file, `${row('neutral', 'a')}\n[${'{"premise":"a"},'.repeat(1_100_000)}`);
    await expect(new DiskFiles(new DigestCache(folder)).readSet(file)).rejects.toThrow('set.jsonl, line 2: the line has more than 16 million characters');
  });

  it('that is not there is told as such', async () => {
    await expect(new DiskFiles(new DigestCache(tmpdir())).readSet('/no/such/set.jsonl')).rejects.toThrow('/no/such/set.jsonl');
  });
});
