import { describe, expect, it } from 'vitest';
import { holm } from '../../src/core/statistics/holm';
import { mcnemarExact } from '../../src/core/statistics/mcnemar';

/** The same p-value in whole numbers: twice the smaller tail of the binomial distribution, to 15 digits. */
function inWholeNumbers(fixed: number, broken: number): number {
  const n = BigInt(fixed + broken);
  let coefficient = 1n;
  let tail = 1n;
  for (let i = 1n; i <= BigInt(Math.min(fixed, broken)); i += 1n) {
    coefficient = (coefficient * (n - i + 1n)) / i;
    tail += coefficient;
  }
  const scale = 10n ** 40n;
  return Number((2n * tail * scale) / 2n ** n) / 1e40;
}

describe("McNemar's exact test", () => {
  it('gives the published p-value of 9 against 2: .06543 (Fay, vignette of the R package exact2x2)', () => {
    expect(mcnemarExact(9, 2)).toBeCloseTo(0.06543, 5);
    // By hand: 2 (1 + 11 + 55) / 2048.
    expect(mcnemarExact(2, 9)).toBeCloseTo(134 / 2048, 14);
  });

  it('gives .070 for 1 against 7, the example of Fagerland, Lydersen & Laake (2013), which is 18 in 256', () => {
    expect(mcnemarExact(1, 7)).toBeCloseTo(0.0703, 4);
    expect(mcnemarExact(1, 7)).toBeCloseTo(18 / 256, 14);
  });

  it('gives what can be counted by hand: 5 against 0 is 2 in 32', () => {
    expect(mcnemarExact(5, 0)).toBeCloseTo(2 / 32, 14);
  });

  it('finds nothing where both sides are equal, or nothing changed', () => {
    expect([mcnemarExact(0, 0), mcnemarExact(1, 0), mcnemarExact(400, 400)]).toEqual([1, 1, 1]);
  });

  it.each([
    [2100, 1900],
    [1030, 970],
    [5200, 4800],
    [12, 783],
    [15_000, 14_700],
  ])('keeps its digits for %i against %i', (fixed, broken) => {
    const exact = inWholeNumbers(fixed, broken);
    if (exact > 1e-20) expect(Math.abs(mcnemarExact(fixed, broken) / exact - 1)).toBeLessThan(1e-10);
    else expect(mcnemarExact(fixed, broken)).toBeLessThan(1e-20);
  });

  it('is never negative, nor above 1, nor undefined, however lopsided', () => {
    expect(mcnemarExact(0, 1000)).toBeCloseTo(2 ** -999, 310);
    expect(mcnemarExact(0, 1000)).toBeGreaterThan(0);
    expect(mcnemarExact(30_000, 0)).toBe(0);
    expect(mcnemarExact(501, 500)).toBeCloseTo(1, 10);
    expect(mcnemarExact(501, 500)).toBeLessThanOrEqual(1);
  });
});

describe("Holm's correction", () => {
  it('multiplies the smallest of four by 4, the next by 3, and never goes back: .01, .04, .03, .005 as in Wikipedia, worked out by hand', () => {
    // In order: 4 × .005 = .02, 3 × .01 = .03, 2 × .03 = .06, then 1 × .04, which may not be under .06.
    expect(holm([0.01, 0.04, 0.03, 0.005]).map((p) => Number(p.toFixed(10)))).toEqual([0.03, 0.06, 0.06, 0.02]);
  });

  it('never passes 1, leaves a single value alone, and has nothing to say about none', () => {
    expect(holm([0.6, 0.7])).toEqual([1, 1]);
    expect(holm([0.2])).toEqual([0.2]);
    expect(holm([])).toEqual([]);
  });

  it('gives equal values the same corrected value', () => {
    expect(holm([0.01, 0.01, 0.01])).toEqual([0.03, 0.03, 0.03]);
  });
});
