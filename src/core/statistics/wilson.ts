/** The 97.5 % point of the standard normal distribution: two-sided 95 %. */
export const z95 = 1.959963984540054;

/**
 * The 95 % score interval of a proportion (Wilson 1927, "Probable inference, the law of succession,
 * and statistical inference", JASA 22, equation as in Newcombe 1998, method 3).
 *
 * @param successes 0 to `trials`
 * @param trials at least 1
 * @returns lower and upper end, within 0 and 1
 */
export function wilsonInterval(successes: number, trials: number): readonly [number, number] {
  const rate = successes / trials;
  const weight = 1 + (z95 * z95) / trials;
  const centre = (rate + (z95 * z95) / (2 * trials)) / weight;
  const half = (z95 * Math.sqrt((rate * (1 - rate)) / trials + (z95 * z95) / (4 * trials * trials))) / weight;
  // At 0 and at `trials` the ends are exactly 0 and 1; rounding would leave them at 1e-17 beside.
  return [successes === 0 ? 0 : centre - half, successes === trials ? 1 : centre + half];
}
