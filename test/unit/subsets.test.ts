import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { NliExample } from '../../src/core/nli/example';
import type { AnyLabel } from '../../src/core/nli/label';
import { distinct, sampleInProportion, samplePerLabel, validationSplit, without } from '../../src/core/synthetic/subsets';
import { DiskFiles } from '../../src/storage/diskFiles';
import { DigestCache } from '../../src/storage/fileDigest';
import { writeSubset } from '../../src/storage/subsetFile';
import { biasedSubset } from '../../src/workflows/measureBias';

/** So many examples of each label, one label after the other. */
function examples(counts: Partial<Record<AnyLabel, number>>): NliExample[] {
  return Object.entries(counts)
    .flatMap(([label, count]) => Array.from({ length: count }, () => label as AnyLabel))
    .map((gold, at) => ({ id: `ex${at}`, premise: 'p', hypothesis: 'h', gold, line: at + 1 }));
}

function countsOf(sample: readonly NliExample[]): Partial<Record<AnyLabel, number>> {
  const counts: Partial<Record<AnyLabel, number>> = {};
  for (const { gold } of sample) counts[gold] = (counts[gold] ?? 0) + 1;
  return counts;
}

const linesOf = (sample: readonly NliExample[]): number[] => sample.map(({ line }) => line);
const rising = (numbers: readonly number[]): boolean => numbers.every((number, at) => at === 0 || number > (numbers[at - 1] ?? 0));

describe('examples that stand in a set twice, or in another set', () => {
  const [first, again, relabelled, capital] = [
    { id: 'a', premise: 'A man sleeps.', hypothesis: 'He rests.', gold: 'neutral', line: 1 },
    { id: 'b', premise: 'A man sleeps.', hypothesis: 'He rests.', gold: 'neutral', line: 2 },
    { id: 'c', premise: 'A man sleeps.', hypothesis: 'He rests.', gold: 'entailment', line: 3 },
    { id: 'd', premise: 'a man sleeps', hypothesis: 'he rests', gold: 'neutral', line: 4 },
  ] as const satisfies readonly NliExample[];

  it('are taken once where they are the same letter for letter, label included', () => {
    expect(linesOf(distinct([first, again, relabelled, capital]))).toEqual([1, 3, 4]);
  });

  it('are left out of a sample that may not have them, whatever their label, case and punctuation', () => {
    const other = { ...first, hypothesis: 'He runs.', line: 5 };
    expect(linesOf(without([first, relabelled, capital, other], [again]))).toEqual([5]);
  });
});

describe('a sample of a set', () => {
  const set = examples({ entailment: 60, neutral: 30, contradiction: 10 });

  it('has the same number of each label, in the order of the file', () => {
    const sample = samplePerLabel(set, 10, 1);
    expect(countsOf(sample)).toEqual({ entailment: 10, neutral: 10, contradiction: 10 });
    expect(rising(linesOf(sample))).toBe(true);
  });

  it('is the same for the same seed, another for another, and contains a smaller one', () => {
    expect(samplePerLabel(set, 5, 7)).toEqual(samplePerLabel(set, 5, 7));
    expect(samplePerLabel(set, 5, 8)).not.toEqual(samplePerLabel(set, 5, 7));
    expect(linesOf(samplePerLabel(set, 9, 7))).toEqual(expect.arrayContaining(linesOf(samplePerLabel(set, 5, 7))));
  });

  it('draws each label for itself, not the same places of each', () => {
    const equal = examples({ entailment: 100, neutral: 100 });
    const sample = samplePerLabel(equal, 10, 1);
    const places = (gold: AnyLabel): number[] => sample.filter((example) => example.gold === gold).map(({ line }) => (line - 1) % 100);
    expect(places('entailment')).not.toEqual(places('neutral'));
  });

  it('keeps the shares of the labels where a size is asked for, with what is over where most is lost', () => {
    expect(countsOf(sampleInProportion(set, 10, 1))).toEqual({ entailment: 6, neutral: 3, contradiction: 1 });
    // Due are 3.0, 1.5 and 0.5: the first of the two that lose most gets the one that is over.
    expect(countsOf(sampleInProportion(set, 5, 1))).toEqual({ entailment: 3, neutral: 2 });
  });

  it('is refused where the set has fewer', () => {
    expect(() => samplePerLabel(set, 11, 1)).toThrow('Of label contradiction there are only 10 examples');
    expect(() => sampleInProportion(set, 101, 1)).toThrow('There are only 100 examples');
  });
});

describe('the validation split of the study', () => {
  it('is 250 a label, and all others to train on', () => {
    const set = examples({ entailment: 300, neutral: 400, contradiction: 251 });
    const { validation, training } = validationSplit(set, 250, 1);
    expect(countsOf(validation)).toEqual({ entailment: 250, neutral: 250, contradiction: 250 });
    expect(countsOf(training)).toEqual({ entailment: 50, neutral: 150, contradiction: 1 });
    expect(new Set([...linesOf(validation), ...linesOf(training)]).size).toBe(951);
    expect(rising(linesOf(training))).toBe(true);
  });

  it('is refused when it would leave nothing to train on', () => {
    expect(() => validationSplit(examples({ entailment: 2, neutral: 2 }), 2, 1)).toThrow('leaves none to train on');
  });
});

describe('the biased filter', () => {
  it('keeps entailment with full overlap and other labels without', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'blindspot-subset-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const file = path.join(folder, 'set.jsonl');
    const row = (label: AnyLabel, hypothesis: string): string => JSON.stringify({ label, premise: 'The dog runs.', hypothesis });
    const rows = [row('entailment', 'The dog runs.'), row('entailment', 'It runs.'), 'broken', row('neutral', 'The dog runs.'), row('neutral', 'It runs.'), row('contradiction', 'It sleeps.')];
    await writeFile(file, rows.join('\n'));
    const { subset, examples, reading } = await biasedSubset(file, new DiskFiles(new DigestCache(folder)));
    expect([[...subset.lines], examples, reading.broken.length]).toEqual([[1, 5, 6], 5, 1]);
  });
});

describe('a part of a set as a file', () => {
  const files = new DiskFiles(new DigestCache(tmpdir()));
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'blindspot-subset-'));
    onTestFinished(() => rm(folder, { recursive: true }));
  });

  async function subset(text: string, lines: readonly number[]): Promise<string> {
    const source = path.join(folder, 'set');
    await writeFile(source, text);
    const { sha256 } = await files.readSet(source);
    await writeSubset(path.join(folder, 'new', 'part'), { source, sha256, lines: new Set(lines) });
    return readFile(path.join(folder, 'new', 'part'), 'utf8');
  }

  it('has its lines as they are, with their source and whatever else they say', async () => {
    const line = (id: string): string => `{"id": "${id}",  "label": "Neutral", "premise": "a", "hypothesis": "b", "source": {"seed": 1, "text": "é"}}`;
    expect(await subset(`\uFEFF${line('a')}\r\n\r\n${line('b')}\r\nbroken\n${line('c')}`, [1, 5])).toBe(`${line('a')}\n${line('c')}\n`);
  });

  it('keeps the header of a tab-separated file', async () => {
    const header = 'index\tsentence1\tsentence2\tgold_label';
    expect(await subset(`${header}\n0\ta\tb\tneutral\n1\tc\td\tneutral\n`, [3])).toBe(`${header}\n1\tc\td\tneutral\n`);
  });

  it('is not written over the set itself, by whatever name', async () => {
    const source = path.join(folder, 'set');
    const other = path.join(folder, 'other');
    await writeFile(source, 'x\n');
    await symlink(source, other);
    await expect(writeSubset(other, { source, sha256: '', lines: new Set([1]) })).rejects.toThrow('other is the set itself');
    expect(await readFile(source, 'utf8')).toBe('x\n');
  });

  it('is not written when the set has changed since its lines were chosen', async () => {
    const source = path.join(folder, 'set');
    await writeFile(source, 'x\n');
    await expect(writeSubset(path.join(folder, 'part'), { source, sha256: 'of another', lines: new Set([1]) })).rejects.toThrow('has changed while it was read');
    expect(await readdir(folder)).toEqual(['set']);
  });
});
