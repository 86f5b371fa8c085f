import { wilsonInterval } from '../statistics/wilson';

/** Right answers of a group of examples. */
export interface Tally {
  readonly correct: number;
  readonly total: number;
  /** `correct / total`; null where the group has no example. */
  readonly accuracy: number | null;
  /** 95 % Wilson interval; null where the group has no example. */
  readonly interval: readonly [number, number] | null;
}

export function tally(answers: readonly { readonly correct: boolean }[]): Tally {
  return tallyOf(
    answers.reduce((count, answer) => count + (answer.correct ? 1 : 0), 0),
    answers.length,
  );
}

/** The same from counts that are known already. */
export function tallyOf(correct: number, total: number): Tally {
  return total === 0
    ? { correct, total, accuracy: null, interval: null }
    : { correct, total, accuracy: correct / total, interval: wilsonInterval(correct, total) };
}
