import { isLabel, labels, type AnyLabel } from '../nli/label';
import { labelProbabilities, type Prediction } from '../scoring/prediction';

/* In which order a set is annotated. A queue holds rows: numbers of the set's examples, counted from 0. */

/** Keys are told apart in so many steps. */
const steps = 65_535;

/**
 * Rows with the largest keys first. Equal ones keep the order of `among`.
 *
 * @param keys a key a row, from 0 to 1; NaN for rows that have none, which come last
 */
export function rankedOrder(keys: Float32Array, among: Uint32Array): Uint32Array {
  // Counted into buckets, because comparing hundreds of thousands of rows would hold the editor up.
  const bucketOf = (row: number): number => {
    const key = keys[row] ?? NaN;
    return Number.isNaN(key) ? 0 : 1 + Math.round(Math.min(1, Math.max(0, key)) * steps);
  };
  const starts = new Uint32Array(steps + 3);
  for (const row of among) starts[steps + 2 - bucketOf(row)] = (starts[steps + 2 - bucketOf(row)] ?? 0) + 1;
  for (let bucket = 1; bucket < starts.length; bucket += 1) starts[bucket] = (starts[bucket] ?? 0) + (starts[bucket - 1] ?? 0);
  const order = new Uint32Array(among.length);
  for (const row of among) {
    const start = steps + 1 - bucketOf(row);
    const place = starts[start] ?? 0;
    order[place] = row;
    starts[start] = place + 1;
  }
  return order;
}

/**
 * How unsure the model was: the entropy of its three probabilities (Settles 2009, "Active learning literature
 * survey", section 3.1) as a share of the largest there is.
 *
 * @returns 0 to 1; NaN where the scores are not known
 */
export function uncertainty({ scores }: Prediction): number {
  if (scores === undefined) return NaN;
  const shares = Object.values(labelProbabilities(scores));
  return -shares.reduce((sum, share) => sum + (share === 0 ? 0 : share * Math.log(share)), 0) / Math.log(labels.length);
}

/**
 * How strongly the model contradicts the label that the set gives: half, plus half of what its best other label
 * has more than that label. So disagreements stand above one half, and the surest of them first.
 *
 * @returns 0 to 1
 */
export function disagreement({ label, scores }: Prediction, given: AnyLabel): number {
  if (scores === undefined) return agrees(label, given) ? 0 : 1;
  const shares = labelProbabilities(scores);
  // Read after the arg-max, as everywhere: the larger of neutral and contradiction stands for non-entailment.
  const [own, other] = isLabel(given)
    ? [shares[given], Math.max(...labels.filter((each) => each !== given).map((each) => shares[each]))]
    : [Math.max(shares.neutral, shares.contradiction), shares.entailment];
  return (1 + other - own) / 2;
}

function agrees(predicted: AnyLabel, given: AnyLabel): boolean {
  if (isLabel(predicted) && isLabel(given)) return predicted === given;
  return (predicted === 'entailment') === (given === 'entailment');
}
