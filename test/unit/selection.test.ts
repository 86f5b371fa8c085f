import { describe, expect, it } from 'vitest';
import { subcases } from '../../src/core/hans/subcases';
import type { DataSet } from '../../src/core/nli/example';
import { describeSelection, select } from '../../src/core/runs/selection';
import { Pace } from '../../src/core/runs/pace';
import { describeEvaluation } from '../../src/core/runs/describeProgress';
import { inPrefixOrder } from '../../src/core/scoring/prefixOrder';
import { classifierPrompt, fillPrompt } from '../../src/core/scoring/prompt';

const hans: DataSet = {
  format: 'hans',
  skipped: 0,
  examples: subcases.flatMap(({ name, heuristic, gold }, block) =>
    Array.from({ length: 20 }, (_, index) => ({
      id: `ex${block * 20 + index}`,
      premise: 'p',
      hypothesis: 'h',
      gold,
      heuristic,
      subcase: name,
      template: 'temp1',
      line: block * 20 + index + 2,
    })),
  ),
};
const ids = (count: number, seed: number): string[] => select(hans, { kind: 'per-subcase', count, seed }).map(({ id }) => id);

describe('a selection by subcase', () => {
  it('takes the same number of each of the thirty, in the order of the file', () => {
    const chosen = select(hans, { kind: 'per-subcase', count: 3, seed: 1 });
    expect(chosen).toHaveLength(90);
    expect(new Set(chosen.map((example) => ('subcase' in example ? example.subcase : ''))).size).toBe(30);
    expect(chosen.map(({ line }) => line)).toEqual(chosen.map(({ line }) => line).sort((a, b) => a - b));
  });

  it('is the same for the same seed, another for another, and contained in a larger one', () => {
    expect(ids(5, 1)).toEqual(ids(5, 1));
    expect(ids(5, 1)).not.toEqual(ids(5, 2));
    expect(new Set(ids(8, 1))).toEqual(new Set([...ids(8, 1), ...ids(5, 1)]));
  });

  it('takes what there is when a subcase has fewer', () => {
    expect(ids(50, 1)).toHaveLength(600);
  });

  it('draws other places in each block of the file', () => {
    const places = new Set(subcases.map((_, block) => Number(ids(1, 1).map((id) => Number(id.slice(2))).find((n) => Math.floor(n / 20) === block)) % 20));
    expect(places.size).toBeGreaterThan(5);
  });

  it('is refused on a file without subcases', () => {
    const plain: DataSet = { format: 'jsonl', skipped: 0, examples: [{ id: '1', premise: 'p', hypothesis: 'h', gold: 'neutral', line: 1 }] };
    expect(() => select(plain, { kind: 'per-subcase', count: 3, seed: 1 })).toThrow('Only HANS files have subcases: use --limit');
  });

  it('reads as a person says it', () => {
    expect(describeSelection({ kind: 'per-subcase', count: 50, seed: 1 })).toBe('50 a subcase (seed 1)');
    expect(describeSelection({ kind: 'limit', count: 1000, seed: 3 })).toBe('1,000 examples (seed 3)');
  });

  it('says what it came to where the file has less than was asked for', () => {
    expect(describeSelection({ kind: 'per-subcase', count: 50, seed: 1 }, 1500)).toBe('50 a subcase (seed 1)');
    expect(describeSelection({ kind: 'per-subcase', count: 50, seed: 1 }, 1499)).toBe('up to 50 a subcase (seed 1)');
    expect(describeSelection({ kind: 'limit', count: 5000, seed: 3 }, 5000)).toBe('5,000 examples (seed 3)');
    expect(describeSelection({ kind: 'limit', count: 5000, seed: 3 }, 60)).toBe('all 60 examples');
  });
});

describe('progress', () => {
  it('tells rate and time left from the last half minute alone', () => {
    const pace = new Pace(0, 100);
    expect(pace.rate()).toBeNull();
    pace.mark(10_000, 200);
    expect(pace.rate()).toBe(10);
    for (let second = 20; second <= 60; second += 10) pace.mark(second * 1000, 200 + (second - 10) * 2);
    expect(pace.rate()).toBe(2);
    expect(pace.secondsLeft(400)).toBe(50);
  });

  it('reads as a person says it', () => {
    expect(describeEvaluation({ phase: 'scoring', scored: 1200, total: 3000, examplesPerSecond: 19.53, secondsLeft: 92.2 })).toBe(
      '1,200 of 3,000 examples, 19.5 a second, 1 min 32 s left',
    );
    expect(describeEvaluation({ phase: 'scoring', scored: 0, total: 30, examplesPerSecond: null, secondsLeft: null })).toBe('0 of 30 examples');
    expect(describeEvaluation({ phase: 'loading', fraction: 0.404 })).toBe('Loading the model, 40 %');
  });
});

describe("the study's prompt", () => {
  it('is one line that ends in "is", with braces inside a sentence left alone', () => {
    expect(fillPrompt(classifierPrompt, 'A {hypothesis} $& B .', 'C .')).toBe(
      'Please indicate the relationship between the premise and the hypothesis with entailment, neutral or contradiction. ' +
        'Premise: A {hypothesis} $& B . Hypothesis: C . The relationship between premise and hypothesis is',
    );
  });

  it('is ordered so that shared beginnings stand side by side', () => {
    expect(inPrefixOrder([{ text: 'The b a' }, { text: 'A' }, { text: 'The a' }, { text: 'The b' }]).map(({ text }) => text)).toEqual([
      'A',
      'The a',
      'The b',
      'The b a',
    ]);
  });
});
