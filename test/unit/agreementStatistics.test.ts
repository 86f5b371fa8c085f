import { describe, expect, it } from 'vitest';
import { cohenKappa } from '../../src/core/statistics/cohenKappa';
import { alphaWithInterval, krippendorffAlpha, type Alpha, type AnswerCounts } from '../../src/core/statistics/krippendorffAlpha';
import { drained } from '../../src/core/drained';

describe("Cohen's kappa", () => {
  it('is what SAS documents for two dermatologists and 88 patients, with its 95 % limits', () => {
    // SAS/STAT User's Guide, PROC FREQ, "Agreement Study": 0.3449, limits 0.2030 and 0.4868.
    const kappa = cohenKappa([
      [10, 4, 1, 0],
      [5, 10, 12, 2],
      [2, 4, 12, 5],
      [0, 2, 6, 13],
    ]);
    expect(kappa?.value).toBeCloseTo(0.3449, 4);
    expect(kappa?.interval[0]).toBeCloseTo(0.203, 4);
    expect(kappa?.interval[1]).toBeCloseTo(0.4868, 4);
  });

  it('is 0.68 for the diagnoses of Fleiss, Levin & Paik (2003, table 18.1)', () => {
    // Agreement .89, by chance .66.
    const kappa = cohenKappa([
      [75, 1, 4],
      [5, 4, 1],
      [0, 0, 10],
    ]);
    expect(kappa?.value).toBeCloseTo((0.89 - 0.66) / (1 - 0.66), 12);
  });

  it('is 1 with nothing beside it where two annotators always agree on different labels', () => {
    expect(cohenKappa([[3, 0], [0, 5]])).toEqual({ value: 1, interval: [1, 1] });
  });

  it('says nothing where there is no example, or where everything got one label from both', () => {
    expect(cohenKappa([[0, 0], [0, 0]])).toBeNull();
    expect(cohenKappa([[7, 0], [0, 0]])).toBeNull();
  });
});

describe("Krippendorff's alpha", () => {
  it('is .743 for four observers, twelve units and missing answers (Krippendorff 2011)', () => {
    const observers = ['123321412...', '1233224125.3', '.3332342251.', '12332441251.'];
    expect(krippendorffAlpha(countsOf(observers, '12345'))).toBeCloseTo(0.743, 3);
  });

  it('is .692 for two observers and five values (Krippendorff 2011)', () => {
    expect(krippendorffAlpha(countsOf(['aabbdcccedda', 'babbbccceddd'], 'abcde'))).toBeCloseTo(0.692, 3);
  });

  it('is .095 for two observers and two values (Krippendorff 2011)', () => {
    expect(krippendorffAlpha(countsOf(['0100000010', '1110010000'], '01'))).toBeCloseTo(0.095, 3);
  });

  it('says nothing where no two answers can be compared, or all are the same', () => {
    expect(krippendorffAlpha([[1, 0], [0, 1]])).toBeNull();
    expect(krippendorffAlpha([[2, 0], [3, 0]])).toBeNull();
  });

  it('has an interval around it that is the same for the same seed', () => {
    const examples = countsOf(['aabbdccceddaabcdab', 'babbbccceddeabcdba', 'aabbdcccedda.bcdab'], 'abcde');
    const first = drained(alphaWithInterval(examples, 1));
    expect(first).toEqual(drained(alphaWithInterval(examples, 1)));
    expect(first).not.toEqual(drained(alphaWithInterval(examples, 2)));
    const [low, high] = first?.interval ?? [NaN, NaN];
    expect(low).toBeLessThan(first?.value ?? NaN);
    expect(high).toBeGreaterThan(first?.value ?? NaN);
    expect(high).toBeLessThanOrEqual(1);
  });

  it('has an interval that narrows as one over the root of the examples', () => {
    const few = countsOf(['aabbdccceddaabcdab', 'babbbccceddeabcdba'], 'abcde');
    const width = (alpha: Alpha | null): number => (alpha?.interval?.[1] ?? NaN) - (alpha?.interval?.[0] ?? NaN);
    const many = Array.from({ length: 100 }, () => few).flat();
    const ratio = width(drained(alphaWithInterval(few, 1))) / width(drained(alphaWithInterval(many, 1)));
    expect(ratio).toBeGreaterThan(8);
    expect(ratio).toBeLessThan(13);
  });
});

/** @param observers a letter a unit, a dot where the observer gave none */
function countsOf(observers: readonly string[], values: string): AnswerCounts[] {
  return Array.from({ length: observers[0]?.length ?? 0 }, (_, unit) =>
    Array.from(values, (value) => observers.filter((answers) => answers[unit] === value).length),
  );
}
