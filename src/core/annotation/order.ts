import { isLabel, labels, type AnyLabel } from '../nli/label';
import { labelProbabilities, type Prediction } from '../scoring/prediction';

/* In which order a set is annotated. A queue holds rows: numbers of the set's examples, counted from 0. */

/** Keys are told apart in so many steps. */
const steps = 65_535;

/**
 * Rows with the largest keys first. Equal ones keep the order of `among`. Pauses between its passes.
 *
 * @param keys a key a row, from 0 to 1; NaN for rows that have none, which come last
 */
export function* ranking(keys: Float32Array, among: Uint32Array): Generator<undefined, Uint32Array> {
  // Counted into buckets, the largest key in the first, because to compare hundreds of thousands of rows takes longer.
  const bucketOf = (row: number): number => {
    const key = keys[row] ?? NaN;
    return Number.isNaN(key) ? steps + 1 : steps - Math.round(Math.min(1, Math.max(0, key)) * steps);
  };
  const buckets = among.map(bucketOf);
  yield;
  /** Where the next row of each bucket goes. */
  const places = new Uint32Array(steps + 3);
  for (const bucket of buckets) places[bucket + 1] = (places[bucket + 1] ?? 0) + 1;
  for (let bucket = 1; bucket < places.length; bucket += 1) places[bucket] = (places[bucket] ?? 0) + (places[bucket - 1] ?? 0);
  yield;
  const order = new Uint32Array(among.length);
  buckets.forEach((bucket, at) => {
    const place = places[bucket] ?? 0;
    order[place] = among[at] ?? 0;
    places[bucket] = place + 1;
  });
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
