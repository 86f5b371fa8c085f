import { wilsonInterval, z95 } from './wilson';

/** The 97.5 % point of Student's t distribution for 1 to 30 degrees of freedom (Student 1908; any table); beyond, the normal's. */
const t975 = [
  ...[12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131],
  ...[2.12, 2.11, 2.101, 2.093, 2.086, 2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048, 2.045, 2.042],
];

/** An accuracy over several seeds, all tested on the same examples. */
export interface SeedMean {
  readonly mean: number;
  /** Sample standard deviation over the seeds; null for a single one. */
  readonly sd: number | null;
  /**
   * 95 %: what other examples would change (Wilson's interval of the mean) and what other seeds would (Student's t
   * interval), each end as far from the mean as the root of their squares' sum.
   */
  readonly interval: readonly [number, number];
}

/**
 * @param accuracies one a seed, at least one
 * @param trials examples of the test
 */
export function seedMean(accuracies: readonly number[], trials: number): SeedMean {
  const seeds = accuracies.length;
  const mean = accuracies.reduce((sum, each) => sum + each, 0) / seeds;
  const [low, high] = wilsonInterval(mean * trials, trials);
  if (seeds === 1) return { mean, sd: null, interval: [low, high] };
  const sd = Math.sqrt(accuracies.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (seeds - 1));
  const half = ((t975[seeds - 2] ?? z95) * sd) / Math.sqrt(seeds);
  return { mean, sd, interval: [Math.max(0, mean - Math.hypot(mean - low, half)), Math.min(1, mean + Math.hypot(high - mean, half))] };
}
