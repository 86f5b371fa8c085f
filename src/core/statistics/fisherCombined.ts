/**
 * P-values of independent tests of one hypothesis, taken together (Fisher 1932, "Statistical Methods for Research
 * Workers", section 21.1): minus twice the sum of their logarithms follows the chi-square distribution with twice as
 * many degrees of freedom as there are tests, whose upper tail for an even number is a finite sum.
 *
 * @param values at least one, above 0 and up to 1; 0 gives 0
 */
export function fisherCombined(values: readonly number[]): number {
  const half = -values.reduce((sum, p) => sum + Math.log(p), 0);
  if (half === Infinity) return 0;
  let term = Math.exp(-half);
  let tail = 0;
  for (let i = 0; i < values.length; i += 1) {
    tail += term;
    term *= half / (i + 1);
  }
  return Math.min(1, tail);
}

/**
 * The same for tests that may go either way, of which each gives the p-values of both directions: twice the smaller of
 * the two combinations (Pearson 1934; Owen 2009, "Karl Pearson's meta-analysis revisited", Annals of Statistics 37).
 * Tests that contradict each other do not add up, and a single one keeps its two-sided p-value.
 */
export function fisherTwoSided(tests: readonly { readonly greater: number; readonly less: number }[]): number {
  return Math.min(1, 2 * Math.min(fisherCombined(tests.map(({ greater }) => greater)), fisherCombined(tests.map(({ less }) => less))));
}
