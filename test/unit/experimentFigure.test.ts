import { describe, expect, it } from 'vitest';
import { comparisonsOf } from '../../src/core/experiment/comparisons';
import { conclusionOf } from '../../src/core/experiment/conclusion';
import type { Condition } from '../../src/core/experiment/conditions';
import { panelsOf, pointsOf, type MeasuredClassifier } from '../../src/core/experiment/figure';
import { figureSvg } from '../../src/core/experiment/figureSvg';
import { pointsTable } from '../../src/core/experiment/figureTables';
import { outcomesOf, type Measure } from '../../src/core/experiment/measures';
import { toCsv } from '../../src/core/report/table';
import { fisherCombined, fisherTwoSided } from '../../src/core/statistics/fisherCombined';
import { mcnemarGreater } from '../../src/core/statistics/mcnemar';
import { seedMean } from '../../src/core/statistics/seedInterval';
import { swapExample } from '../fixtures/runRecords';

const question: Measure = 'hans-lexical-overlap-non-entailed';
const grid = { startingPoints: [0, 10], conditions: ['original', 'synthetic'] satisfies Condition[], augmentationSizes: [0, 5], seeds: [1, 2] };

/** Right where the text has a 1. */
function classifier(start: number, condition: Condition | null, seed: number | null, right: string): MeasuredClassifier {
  return { start, condition, size: condition === null ? 0 : 5, seed, outcomes: { [question]: Uint8Array.from(right, Number) } };
}

describe('tests of several seeds, taken together', () => {
  it('combine as Fisher’s method does', () => {
    // Two of .05: chi-square 11.98 with 4 degrees of freedom, .0175 in any table.
    expect(fisherCombined([0.05, 0.05])).toBeCloseTo(0.0175, 4);
    expect(fisherCombined([0.3])).toBeCloseTo(0.3, 12);
    expect(fisherCombined([0, 0.5])).toBe(0);
  });

  it('keep the exact McNemar of a single seed, and do not add up when they contradict each other', () => {
    const seed = (fixed: number, broken: number): { greater: number; less: number } => ({ greater: mcnemarGreater(fixed, broken), less: mcnemarGreater(broken, fixed) });
    // At most 2 heads in 10 throws: (1 + 10 + 45) / 1024.
    expect(mcnemarGreater(8, 2)).toBeCloseTo(56 / 1024, 12);
    expect(mcnemarGreater(2, 8)).toBeCloseTo(1013 / 1024, 12);
    expect(mcnemarGreater(0, 0)).toBe(1);
    expect(fisherTwoSided([seed(8, 2)])).toBeCloseTo(112 / 1024, 12);
    // .0547 x .9893 = .0541; .0541 (1 - ln .0541) = .2119; twice that.
    expect(fisherTwoSided([seed(8, 2), seed(2, 8)])).toBeCloseTo(0.4238, 4);
  });
});

describe('an accuracy over seeds', () => {
  it('has Wilson’s interval for one seed, and for several what the seeds add', () => {
    const [low, high] = seedMean([0.5], 100).interval;
    expect([low, high].map((end) => end.toFixed(3))).toEqual(['0.404', '0.596']);
    // By hand: sd .01414, t of one degree of freedom 12.706, half width .12706; with Wilson's .09617 the root is .15935.
    const { mean, sd, interval } = seedMean([0.49, 0.51], 100);
    expect([mean, sd, ...interval].map((value) => value?.toFixed(4))).toEqual(['0.5000', '0.0141', '0.3406', '0.6594']);
  });
});

describe('what is read off a test', () => {
  it('is all of HANS, its lexical overlap half, and of that the non-entailed', () => {
    const swap = swapExample(0);
    const examples = [swap, { ...swap, id: 'b', gold: 'entailment' as const }, { ...swap, id: 'c', heuristic: 'constituent' as const }];
    const answers = examples.map((example, at) => ({ example, prediction: { id: example.id, label: 'neutral' as const }, correct: at !== 1 }));
    expect(outcomesOf('hans', { format: 'hans', answers })).toEqual({ hans: Uint8Array.of(1, 0, 1), 'hans-lexical-overlap': Uint8Array.of(1, 0), [question]: Uint8Array.of(1) });
  });
});

describe('the study’s figure', () => {
  const measured = [classifier(0, null, null, '0001'), classifier(10, null, 1, '0011'), classifier(10, 'original', 1, '0111'), classifier(10, 'original', 2, '1111')];
  const points = pointsOf(grid, measured, [{ start: 0, condition: 'original', size: 5 }]);
  const stateOf = (start: number, condition: Condition, size: number): string =>
    points.flatMap((point) => (point.start === start && point.condition === condition && point.size === size && point.measure === question ? [`${point.state} ${point.seeds}/${point.planned} ${point.accuracy?.mean ?? '-'}`] : [])).join();

  it('has a mean over seeds for each cell, and says what is open, in part or impossible', () => {
    expect(stateOf(0, 'synthetic', 0)).toBe('done 1/1 0.25');
    expect(stateOf(10, 'original', 0)).toBe('partial 1/2 0.5');
    expect(stateOf(10, 'original', 5)).toBe('done 2/2 0.875');
    expect(stateOf(10, 'synthetic', 5)).toBe('open 0/2 -');
    expect(stateOf(0, 'original', 5)).toBe('left-out 0/2 -');
  });

  it('is drawn with a panel a starting point, a line a condition and measure, and a mark for what is missing', () => {
    const svg = figureSvg(panelsOf(points), 'a <study> & more');
    expect(svg.match(/data-line="/g)).toHaveLength(2 * 2 * 3);
    expect(svg).toContain('Starting point: the base');
    expect(svg).toContain('<title>a &lt;study&gt; &amp; more</title>');
    // Of MNLI nothing is done: a cross for all but the cell that cannot be.
    expect(svg.match(/>×</g)).toHaveLength(7);
    expect(svg.match(/>–</g)).toHaveLength(1);
    // 25 %: a quarter of the way from the foot, at 208, to the top, at 30.
    expect(svg).toContain('cy="163.5"');
  });

  it('is the same in its table', () => {
    const lines = toCsv(pointsTable(points)).split('\n');
    expect(lines[0]).toBe('Starting point,Condition,Size,Test,Accuracy,"95 % interval, low","95 % interval, high",Seed SD,Seeds,Examples,State');
    expect(lines).toContainEqual(expect.stringMatching(/^10,original,5,"HANS lexical overlap, non-entailed",0\.875,0,1,0\.17\d+,2,4,done$/));
    expect(lines).toContainEqual('0,original,5,"HANS lexical overlap, non-entailed",,,,,0,0,too few originals');
  });
});

describe('the answer to the paper’s question', () => {
  const pair = (seed: number, original: string, synthetic: string): MeasuredClassifier[] => [classifier(10, 'original', seed, original), classifier(10, 'synthetic', seed, synthetic)];

  it('is a paired test a seed, combined, over the seeds that have both', () => {
    const compared = comparisonsOf([...pair(1, '0000000011', '1111111100'), ...pair(2, '0000000011', '1111111100'), classifier(10, 'original', 3, '1111111111')]);
    expect(compared).toHaveLength(1);
    expect(compared[0]).toMatchObject({ start: 10, size: 5, delta: expect.closeTo(0.6, 9) as number, seeds: [{ seed: 1, fixed: 8, broken: 2, p: expect.closeTo(0.109375, 9) as number }, { seed: 2 }] });
    // .0547² = .00299; .00299 (1 - ln .00299) = .0204; twice that.
    expect(compared[0]?.p).toBeCloseTo(0.0407, 4);
    expect(conclusionOf(compared).headline).toBe(
      'Trained further on synthetic in place of original data, classifiers are more often right in 1 of 1 comparison on HANS lexical overlap, non-entailed (smallest corrected p = .041).',
    );
  });

  it('is said to be no more than chance where it is, and to be open where nothing is done', () => {
    const { headline, findings } = conclusionOf(comparisonsOf(pair(1, '0011', '0101')));
    expect(headline).toBe('Synthetic data makes no difference to original data on HANS lexical overlap, non-entailed that can be told from chance (1 comparison, smallest corrected p = 1).');
    expect(findings).toEqual(['After 10 originals, 5 further: HANS lexical overlap, non-entailed 0.0 points with synthetic data against original, p = 1, corrected = 1: too little to tell from chance.']);
    expect(conclusionOf([]).headline).toMatch(/^Nothing can be said yet/);
  });
});
