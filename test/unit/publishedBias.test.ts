import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { heuristics } from '../../src/core/hans/subcases';
import { mnliReference } from '../../src/core/synthetic/mnliReference';
import { overlapOf } from '../../src/core/synthetic/overlap';
import { DiskFiles } from '../../src/storage/diskFiles';
import { DigestCache } from '../../src/storage/fileDigest';
import { measureBias } from '../../src/workflows/measureBias';

const shared = path.resolve('../shared/data');
const files = new DiskFiles(new DigestCache(tmpdir()));

describe("HANS's evaluation set", () => {
  const hans = path.join(shared, 'hans/heuristics_evaluation_set.txt');

  it('has full overlap in every example, half of them entailed, as it is built', async () => {
    const { report } = await measureBias(hans, files);
    expect(report).toMatchObject({
      examples: 30_000,
      labels: { entailment: 15_000, neutral: 0, contradiction: 0, 'non-entailment': 15_000 },
      full_overlap: { entailment: 15_000, 'non-entailment': 15_000 },
      not_full_overlap: { entailment: 0, 'non-entailment': 0 },
      p_entailment_given_full_overlap: { value: 0.5 },
      kept_by_biased_filter: 15_000,
    });
  });

  it('has runs of words under two heuristics, and constituents under one: each is found, and no other', async () => {
    const { dataSet } = await files.readDataSet(hans);
    if (dataSet.format !== 'hans') throw new Error('not HANS');
    const found = Object.fromEntries(heuristics.map((heuristic) => [heuristic, [0, 0]]));
    for (const { premise, hypothesis, heuristic } of dataSet.examples) {
      const { subsequence, constituentLike } = overlapOf(premise, hypothesis);
      const counts = found[heuristic] ?? [];
      counts[0] = (counts[0] ?? 0) + Number(subsequence);
      counts[1] = (counts[1] ?? 0) + Number(constituentLike);
    }
    expect(found).toEqual({ lexical_overlap: [0, 0], subsequence: [10_000, 0], constituent: [10_000, 10_000] });
  });
});

describe("MNLI's 261 training examples that McCoy et al. (2019) list against the lexical overlap heuristic", () => {
  it('have full overlap by our words too', async () => {
    const rows = (await readFile(path.join(shared, 'hans/mnli_contradicting_examples.txt'), 'utf8')).trim().split('\n');
    const overlapping = rows.filter((row) => {
      const [premise = '', hypothesis = ''] = row.split('\t');
      return overlapOf(premise, hypothesis).full;
    });
    expect([rows.length, overlapping.length]).toEqual([261, 261]);
  });
});

describe("MNLI's matched development set", () => {
  it('has the figures that sets are held against where there is no file of it', async () => {
    const { report } = await measureBias(path.join(shared, 'mnli/multinli_1.0_dev_matched.jsonl'), files);
    expect(rounded(mnliReference.report)).toEqual(rounded(report));
  });
});

/** To two decimals, which is what the reference keeps of the cues. */
function rounded(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (_, each: unknown) => (typeof each === 'number' ? Number(each.toFixed(2)) : each)));
}
