import { fisherTwoSided } from '../statistics/fisherCombined';
import { holm } from '../statistics/holm';
import { mcnemarExact, mcnemarGreater } from '../statistics/mcnemar';
import type { MeasuredClassifier } from './figure';
import { accuracyOf, drawnMeasures, type Measure, type Outcomes } from './measures';

/** One seed's synthetic classifier against its original one, on the same examples. */
export interface SeedComparison {
  readonly seed: number;
  /** Synthetic less original, as a share. */
  readonly delta: number;
  /** Examples that only the synthetic classifier has right, and those that only the original one has. */
  readonly fixed: number;
  readonly broken: number;
  /** Exact McNemar. */
  readonly p: number;
}

/** Synthetic against original data at one starting point and size, over the seeds that have both. */
export interface ConditionComparison {
  readonly measure: Measure;
  readonly start: number;
  readonly size: number;
  readonly seeds: readonly SeedComparison[];
  /** Mean over the seeds. */
  readonly delta: number;
  /** The seeds' tests combined (Fisher, both directions; Owen 2009). */
  readonly p: number;
  /** Corrected after Holm over all starting points and sizes of the measure. */
  readonly p_holm: number;
}

/** The paper's question, cell by cell: synthetic against original, for each of the figure's measures. */
export function comparisonsOf(classifiers: readonly MeasuredClassifier[]): ConditionComparison[] {
  return drawnMeasures.flatMap((measure) => {
    const cells = comparedCells(classifiers, measure);
    const corrected = holm(cells.map(({ p }) => p));
    return cells.map((cell, at) => ({ ...cell, p_holm: corrected[at] ?? 1 }));
  });
}

function comparedCells(classifiers: readonly MeasuredClassifier[], measure: Measure): Omit<ConditionComparison, 'p_holm'>[] {
  const cells = new Map<string, { readonly start: number; readonly size: number; readonly seeds: SeedComparison[] }>();
  for (const original of classifiers) {
    if (original.condition !== 'original' || original.seed === null) continue;
    const { start, size, seed } = original;
    const synthetic = classifiers.find((other) => other.condition === 'synthetic' && other.start === start && other.size === size && other.seed === seed);
    const [a, b] = [original.outcomes[measure], synthetic?.outcomes[measure]];
    if (a === undefined || a.length === 0 || a.length !== b?.length) continue;
    const key = `${start}/${size}`;
    const cell = cells.get(key) ?? { start, size, seeds: [] };
    cell.seeds.push(seedComparison(seed, a, b));
    cells.set(key, cell);
  }
  return [...cells.values()].map(({ start, size, seeds }) => ({
    measure,
    start,
    size,
    seeds,
    delta: seeds.reduce((sum, { delta }) => sum + delta, 0) / seeds.length,
    p: fisherTwoSided(seeds.map(({ fixed, broken }) => ({ greater: mcnemarGreater(fixed, broken), less: mcnemarGreater(broken, fixed) }))),
  }));
}

function seedComparison(seed: number, original: Outcomes, synthetic: Outcomes): SeedComparison {
  let [fixed, broken] = [0, 0];
  synthetic.forEach((right, at) => {
    if (right > (original[at] ?? 0)) fixed += 1;
    if (right < (original[at] ?? 0)) broken += 1;
  });
  return { seed, delta: accuracyOf(synthetic) - accuracyOf(original), fixed, broken, p: mcnemarExact(fixed, broken) };
}
