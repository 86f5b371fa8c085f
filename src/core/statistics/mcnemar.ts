/**
 * The exact two-sided McNemar test (McNemar 1947): if neither run were better, each example on which
 * they disagree would fall to either side as a coin does. The p-value is twice the smaller tail of the
 * binomial distribution with n = fixed + broken and one half, at most 1.
 *
 * @param fixed examples that only the second run has right
 * @param broken examples that only the first run has right
 */
export function mcnemarExact(fixed: number, broken: number): number {
  if (fixed === broken) return 1;
  return Math.min(1, 2 * lowerTail(Math.min(fixed, broken), fixed + broken));
}

/** The same, one-sided: how likely chance alone lets so many or more of the disagreements fall to the second run. */
export function mcnemarGreater(fixed: number, broken: number): number {
  return lowerTail(broken, fixed + broken);
}

/**
 * Probability of at most `k` heads in `n` throws of a fair coin. The last term is taken in logarithms and the others
 * as its multiples, so that nothing overflows and thousands of disagreements keep their digits; what is too small for a
 * number is 0.
 */
function lowerTail(k: number, n: number): number {
  if (k >= n) return 1;
  // Beyond the middle the terms grow downwards: the other tail is the shorter way.
  if (2 * k >= n) return 1 - lowerTail(n - k - 1, n);
  let logTerm = -n * Math.LN2;
  for (let i = 1; i <= k; i += 1) logTerm += Math.log((n - k + i) / i);
  // From the term of k down to that of 0, each from the one before it.
  let ratio = 1;
  let sum = 1;
  for (let i = k; i > 0 && ratio > 0; i -= 1) {
    ratio *= i / (n - i + 1);
    sum += ratio;
  }
  return Math.min(1, sum * Math.exp(logTerm));
}
