import { describe, expect, it } from 'vitest';
import { TrainingCurve } from '../../src/core/training/curve';
import { describeEstimate, estimateOf } from '../../src/core/training/estimate';
import { progress } from '../fixtures/trainings';

function curveOf(events: Parameters<TrainingCurve['add']>[0][]): TrainingCurve {
  const curve = new TrainingCurve();
  for (const event of events) curve.add(event);
  return curve;
}

describe('the curve of a training', () => {
  it('has a point a step, with the loss as it is and smoothed', () => {
    // 100 steps: a mean over 5 of them, so each new loss weighs 2/6. The second: (2/3 * 1/3 * 4 + 1/3 * 1) / (2/3 * 1/3 + 1/3) = (8/9 + 3/9) / (5/9).
    const { points } = curveOf([progress(1, { loss: 4 }), progress(2, { loss: 1 })]);
    expect(points.map(({ step, loss }) => [step, loss])).toEqual([
      [1, 4],
      [2, 1],
    ]);
    expect(points[0]?.smoothed).toBeCloseTo(4, 12);
    expect(points[1]?.smoothed).toBeCloseTo(11 / 5, 12);
  });

  it('draws neighbours together where there are many, by their mean loss and their highest memory', () => {
    const events = Array.from({ length: 1200 }, (_, at) => progress(at + 1, { steps: 100_000, loss: at % 2, memoryBytes: at % 2 === 0 ? 5 : 3 }));
    const { points } = curveOf(events);
    expect(points).toHaveLength(300);
    expect(points[0]).toMatchObject({ step: 4, loss: 0.5, memoryBytes: 5 });
    expect(points.at(-1)).toMatchObject({ step: 1200, loss: 0.5 });
  });

  it('has the last step at once, also before its point is full', () => {
    const events = Array.from({ length: 601 }, (_, at) => progress(at + 1, { loss: at === 600 ? 9 : 1 }));
    const curve = curveOf(events);
    expect([curve.points.length, curve.points.at(-1)?.step, curve.points.at(-1)?.loss, curve.latest?.step]).toEqual([301, 601, 9, 601]);
  });

  it('keeps what the trainer saw on the validation examples, and its warnings', () => {
    const curve = curveOf([{ type: 'validation', step: 5, loss: 1, accuracy: 0.5 }, { type: 'warning', message: 'Mind the gap.' }]);
    expect([curve.validations.map(({ accuracy }) => accuracy), curve.warnings, curve.latest, curve.points]).toEqual([[0.5], ['Mind the gap.'], null, []]);
  });
});

describe('the estimate of a training', () => {
  /** Four steps of 3 seconds, and then one a second; what is left as the trainer tells it: at the mean pace. */
  const events = Array.from({ length: 20 }, (_, at) => {
    const step = at + 1;
    return progress(step, { steps: 1000, secondsLeft: ((1000 - step) * (step <= 4 ? 3 * step : 8 + step)) / step, memoryBytes: 1e9 + (step === 7 ? 5e8 : 0) });
  });

  it('carries on the pace after the first steps, and tells the most memory', () => {
    // 28 s for 20 steps, and 980 more at a second each.
    expect(estimateOf(events)).toMatchObject({ steps: 1000, measured: 20, memoryBytes: 1.5e9 });
    expect(estimateOf(events)?.seconds).toBeCloseTo(1008, 6);
  });

  it('is exact where the training is not longer than the measurement', () => {
    const whole = [progress(1, { steps: 2, secondsLeft: 3 }), progress(2, { steps: 2, secondsLeft: 0 })];
    expect(estimateOf(whole)?.seconds).toBeCloseTo(6, 9);
  });

  it('is none without a step', () => {
    expect(estimateOf([])).toBeNull();
  });

  it('is a sentence that says what it does not count', () => {
    expect(describeEstimate({ steps: 24_544, measured: 20, seconds: 12_000, memoryBytes: 2.1e9, tokensPerSecond: 1450.4 })).toBe(
      'About 3 h 20 min for 24,544 steps, and 2.1 GB of memory; longer examples may need more. Measured: 20 steps at 1,450 tokens a second. Validations and the check at the end come on top.',
    );
  });
});
