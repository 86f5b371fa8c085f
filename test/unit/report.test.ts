import { describe, expect, it } from 'vitest';
import type { DataSet, NliExample } from '../../src/core/nli/example';
import type { AnyLabel } from '../../src/core/nli/label';
import { failuresOf } from '../../src/core/report/cell';
import { reportOf } from '../../src/core/report/report';
import { matchPredictions, requireComplete } from '../../src/core/scoring/answers';
import { labelProbabilities, predict } from '../../src/core/scoring/prediction';
import { wilsonInterval } from '../../src/core/statistics/wilson';

function pair(id: string, gold: AnyLabel): NliExample {
  return { id, premise: `p${id}`, hypothesis: `h${id}`, gold, line: Number(id) };
}

const mnli: DataSet = {
  format: 'mnli',
  examples: [pair('1', 'entailment'), pair('2', 'neutral'), pair('3', 'contradiction'), pair('4', 'contradiction')],
  skipped: 0,
};
const predictions = [
  { id: '1', label: 'entailment' },
  { id: '2', label: 'contradiction' },
  { id: '3', label: 'contradiction' },
  { id: '4', label: 'entailment' },
] as const;

describe('a report on MNLI', () => {
  it('counts three-way and, with neutral and contradiction as one, two-way', () => {
    const report = reportOf(matchPredictions(mnli, predictions, 'run'));
    if (report.kind !== 'nli') throw new Error('not an MNLI report');
    expect([report.accuracy_3way.correct, report.accuracy_2way.correct]).toEqual([2, 3]);
    expect(report.accuracy).toBe(0.5);
    expect(report.confusion).toEqual({
      entailment: { entailment: 1 },
      neutral: { contradiction: 1 },
      contradiction: { contradiction: 1, entailment: 1 },
    });
    expect(report.labels.contradiction?.accuracy).toBe(0.5);
  });

  it('lists the failures of one gold label', () => {
    const answers = matchPredictions(mnli, predictions, 'run');
    expect(failuresOf(answers, { kind: 'label', gold: 'contradiction' }).map(({ example }) => example.id)).toEqual(['4']);
  });
});

describe('predictions that do not fit their data file', () => {
  it('are refused when an ID is unknown, repeated or missing, naming the first', () => {
    expect(() => matchPredictions(mnli, [{ id: 'x9', label: 'neutral' }], 'mine.txt')).toThrow(
      'mine.txt: 1 pair ID is not in the data file, first "x9". Choose the data file that the predictions were made for.',
    );
    expect(() => matchPredictions(mnli, [predictions[0], predictions[0]], 'mine.txt')).toThrow(
      'mine.txt: pair ID "1" comes twice. Keep one prediction an example.',
    );
    expect(() => {
      requireComplete(mnli, predictions.slice(0, 2), 'mine.txt');
    }).toThrow('mine.txt: 2 examples of the data file have no prediction, first "3".');
  });
});

describe('warnings', () => {
  const answersOf = (label: AnyLabel, format: 'mnli' | 'hans', mass?: number) =>
    ({
      format,
      answers: Array.from({ length: 20 }, (_, index) => ({
        example: { ...pair(String(index), 'entailment'), heuristic: 'subsequence', subcase: 'se_adjective', template: 'temp1' },
        prediction: {
          id: String(index),
          label,
          ...(mass === undefined ? {} : { scores: { logprobs: { entailment: -1, neutral: -2, contradiction: -3 }, mass } }),
        },
        correct: true,
      })),
    }) as Parameters<typeof reportOf>[0];

  it('tell of one label nearly always, and on HANS that a perfect heuristic user looks the same', () => {
    const [mnliWarning] = reportOf(answersOf('neutral', 'mnli')).warnings;
    expect(mnliWarning).toMatchObject({ code: 'one-label' });
    expect(mnliWarning?.message).toContain('100.0 % of the answers are "neutral"');
    const [hansWarning] = reportOf(answersOf('entailment', 'hans')).warnings;
    expect(hansWarning?.message).toContain('evaluate the same model on MNLI');
    expect(hansWarning?.offer).toBe('evaluate-mnli');
    expect(mnliWarning?.offer).toBeUndefined();
  });

  it('tell of a label mass under .05 and not of one above', () => {
    expect(reportOf(answersOf('neutral', 'mnli', 0.04)).warnings.map(({ code }) => code)).toEqual(['one-label', 'low-label-mass']);
    expect(reportOf(answersOf('neutral', 'mnli', 0.04)).warnings[1]?.message).toContain('Fine-tune the model on this prompt');
    expect(reportOf(answersOf('neutral', 'mnli', 0.06)).warnings.map(({ code }) => code)).toEqual(['one-label']);
  });
});

describe('a prediction', () => {
  it('is the most probable label, with the three probabilities summed as its label mass', () => {
    const { label, scores } = predict('ex17', { entailment: Math.log(0.5), neutral: Math.log(0.2), contradiction: Math.log(0.1) });
    expect(label).toBe('entailment');
    expect(scores.mass).toBeCloseTo(0.8, 12);
    const shares = labelProbabilities(scores);
    expect([shares.entailment, shares.neutral, shares.contradiction].map((share) => share.toFixed(4))).toEqual(['0.6250', '0.2500', '0.1250']);
  });
});

describe("Wilson's interval", () => {
  // Newcombe (1998), "Two-sided confidence intervals for the single proportion", table I, method 3.
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('of %i in %i is %f to %f, as published', (successes, trials, low, high) => {
    expect(wilsonInterval(successes, trials).map((end) => Number(end.toFixed(4)))).toEqual([low, high]);
  });
});
