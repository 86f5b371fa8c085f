import type { Answer, Answers } from '../scoring/answers';

/** The failures that are listed one by one, and the first of the others with how many those are. */
export interface ListedFailures {
  readonly listed: readonly Answer[];
  readonly others: { readonly first: Answer; readonly count: number } | null;
}

export function listedFailures({ answers }: Answers, most: number): ListedFailures {
  const failures = (answers as readonly Answer[]).filter(({ correct }) => !correct);
  const first = failures[most];
  return { listed: failures.slice(0, most), others: first === undefined ? null : { first, count: failures.length - most } };
}
