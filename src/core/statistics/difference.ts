/** An estimate with its 95 % interval. */
export interface Estimate {
  readonly value: number;
  readonly interval: readonly [number, number];
}

/**
 * The difference of two independent estimates, `a` less `b`, with a 95 % interval made of theirs: each
 * end is as far from the difference as the square root of the two squared distances that lead there.
 * For two proportions with Wilson's intervals this is method 10 of Newcombe (1998), "Interval
 * estimation for the difference between independent proportions", Statistics in Medicine 17; that it
 * holds for other estimates, such as differences again, is Zou & Donner (2008), "Construction of
 * confidence limits about effect measures: a general approach", Statistics in Medicine 27.
 */
export function differenceOf(a: Estimate, b: Estimate): Estimate {
  const value = a.value - b.value;
  const [lowA, highA] = a.interval;
  const [lowB, highB] = b.interval;
  return {
    value,
    interval: [value - Math.hypot(a.value - lowA, highB - b.value), value + Math.hypot(highA - a.value, b.value - lowB)],
  };
}
