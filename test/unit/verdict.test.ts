import { describe, expect, it } from 'vitest';
import type { Heuristic } from '../../src/core/hans/subcases';
import type { HansReport, NliReport } from '../../src/core/report/report';
import { verdictOf } from '../../src/core/report/verdict';
import { tallyOf } from '../../src/core/scoring/tally';

/** Right answers of 5,000 entailed and of 5,000 non-entailed examples, by heuristic. */
function hans(right: Readonly<Record<Heuristic, readonly [number, number]>>, of = 5000): HansReport {
  const cells = ([entailed, nonEntailed]: readonly [number, number]) => ({
    entailment: tallyOf(entailed, of),
    'non-entailment': tallyOf(nonEntailed, of),
  });
  return {
    kind: 'hans',
    examples: 6 * of,
    accuracy: null,
    heuristics: {
      lexical_overlap: cells(right.lexical_overlap),
      subsequence: cells(right.subsequence),
      constituent: cells(right.constituent),
    },
    subcases: {},
    warnings: [],
  };
}

const bert = { lexical_overlap: [4732, 820], subsequence: [4966, 193], constituent: [4922, 806] } as const;

describe('the verdict on HANS', () => {
  it('says that BERT follows all three heuristics, with the published figures', () => {
    expect(verdictOf(hans(bert))).toEqual({
      headline: 'The model follows all three heuristics.',
      findings: [
        'Lexical overlap: 16.4 % of the non-entailed right [15.4, 17.5], 94.6 % of the entailed [94.0, 95.2].',
        'Subsequence: 3.9 % of the non-entailed right [3.4, 4.4], 99.3 % of the entailed [99.1, 99.5].',
        'Constituent: 16.1 % of the non-entailed right [15.1, 17.2], 98.4 % of the entailed [98.1, 98.7].',
      ],
    });
  });

  it('tells the heuristics that are followed from those that are not', () => {
    const verdict = verdictOf(hans({ ...bert, lexical_overlap: [4500, 4000] }));
    expect(verdict.headline).toBe('The model follows subsequence and constituent, and not lexical overlap.');
    expect(verdict.findings[0]).toMatch(/: the model does not lean on the heuristic\.$/);
    expect(verdict.findings[1]).toMatch(/: the model follows the heuristic\.$/);
  });

  it('does not call it understanding when a model says non-entailment throughout', () => {
    const never = [100, 4900] as const;
    expect(verdictOf(hans({ lexical_overlap: never, subsequence: never, constituent: never })).headline).toBe(
      'The model leans to non-entailment whatever the pair.',
    );
  });

  it('claims nothing where an interval contains chance', () => {
    // 9 of 20 right: Wilson gives [25.8, 65.8].
    const few = [19, 9] as const;
    expect(verdictOf(hans({ lexical_overlap: few, subsequence: few, constituent: few }, 20)).headline).toBe(
      'The model is not clearly for or against any heuristic.',
    );
  });

  it('says when there is nothing to judge', () => {
    const nothing = [0, 0] as const;
    expect(verdictOf(hans({ lexical_overlap: nothing, subsequence: nothing, constituent: nothing }, 0))).toEqual({
      headline: 'Nothing is scored yet.',
      findings: [],
    });
  });
});

describe('the verdict on MNLI', () => {
  const report: NliReport = {
    kind: 'nli',
    examples: 300,
    accuracy: 0.8,
    labels: { entailment: tallyOf(90, 100), neutral: tallyOf(65, 100), contradiction: tallyOf(85, 100) },
    confusion: {},
    accuracy_3way: tallyOf(240, 300),
    accuracy_2way: tallyOf(270, 300),
    warnings: [],
  };

  it('gives the accuracy, the two-way one and the weakest label', () => {
    expect(verdictOf(report)).toEqual({
      headline: 'The model gets 80.0 % right [75.1, 84.1].',
      findings: [
        'Two-way, neutral and contradiction together: 90.0 % right [86.1, 92.9].',
        'Weakest on gold neutral: 65.0 % right [55.3, 73.6].',
      ],
    });
  });

  it('says when that is no better than chance', () => {
    expect(verdictOf({ ...report, accuracy_3way: tallyOf(100, 300) }).headline).toBe(
      'The model gets 33.3 % right [28.2, 38.8], no better than chance.',
    );
  });
});
