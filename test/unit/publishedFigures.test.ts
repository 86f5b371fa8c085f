import path from 'node:path';
import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { reportOf, type Report } from '../../src/core/report/report';
import { matchPredictions } from '../../src/core/scoring/answers';
import { DiskFiles } from '../../src/storage/diskFiles';
import { DigestCache } from '../../src/storage/fileDigest';

const shared = path.resolve('../shared/data');
const files = new DiskFiles(new DigestCache(tmpdir()));

async function bertReport(): Promise<Report> {
  const { dataSet } = await files.readDataSet(path.join(shared, 'hans/heuristics_evaluation_set.txt'));
  const { predictions } = await files.readPredictions(path.join(shared, 'hans/bert_preds.txt'));
  return reportOf(matchPredictions(dataSet, predictions, 'bert_preds.txt'));
}

describe("BERT's published predictions on HANS", () => {
  it('come to the published accuracies of each heuristic and gold label', async () => {
    const report = await bertReport();
    if (report.kind !== 'hans') throw new Error('not a HANS report');
    const accuracies = Object.fromEntries(
      Object.entries(report.heuristics).map(([heuristic, cells]) => [
        heuristic,
        [cells.entailment.accuracy, cells['non-entailment'].accuracy],
      ]),
    );
    expect(accuracies).toEqual({
      lexical_overlap: [0.9464, 0.164],
      subsequence: [0.9932, 0.0386],
      constituent: [0.9844, 0.1612],
    });
    expect(report.examples).toBe(30_000);
    expect(Object.keys(report.subcases)).toHaveLength(30);
    expect(Object.values(report.subcases).every(({ total }) => total === 1000)).toBe(true);
  });

  it("carry Wilson's interval: 4,732 of 5,000 is .9398 to .9523", async () => {
    const report = await bertReport();
    if (report.kind !== 'hans') throw new Error('not a HANS report');
    const { correct, total, interval } = report.heuristics.lexical_overlap.entailment;
    expect([correct, total]).toEqual([4732, 5000]);
    expect(interval?.map((end) => Number(end.toFixed(4)))).toEqual([0.9398, 0.9523]);
  });
});

describe('the real MNLI matched development set', () => {
  it('has 9,815 pairs: 3,479 entailment, 3,123 neutral, 3,213 contradiction', async () => {
    const { dataSet } = await files.readDataSet(path.join(shared, 'mnli/multinli_1.0_dev_matched.jsonl'));
    const count = (label: string): number => dataSet.examples.filter(({ gold }) => gold === label).length;
    expect([dataSet.examples.length, count('entailment'), count('neutral'), count('contradiction')]).toEqual([9815, 3479, 3123, 3213]);
  });
});
