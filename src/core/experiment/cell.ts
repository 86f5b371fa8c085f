import { count } from '../report/format';
import type { Condition } from './conditions';

/** One classifier of the grid. Its condition is null where it saw no further examples. */
export interface Classifier {
  readonly start: number;
  readonly condition: Condition | null;
  readonly size: number;
  /** Null for the base itself, which no seed has touched. */
  readonly seed: number | null;
}

/** `1,000 original, then 500 synthetic, seed 1`. */
export function describeClassifier({ start, condition, size, seed }: Classifier): string {
  const begun = start === 0 ? '' : `${count(start)} original`;
  const further = condition === null ? '' : `${start === 0 ? '' : ', then '}${count(size)} ${start > 0 && condition === 'original' ? 'more' : condition}`;
  return begun + further === '' ? 'the base as it is' : `${begun}${further}${seed === null ? '' : `, seed ${seed}`}`;
}
