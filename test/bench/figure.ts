/** One measured figure, and what it stands against. */
export interface Figure {
  /** The key in the JSON file, such as `label_scoring.evaluated_ratio`. */
  readonly key: string;
  readonly value: number;
  readonly unit: 'times' | 'ms' | 'examples/s' | 'tokens/s' | 'share' | 'MB';
  readonly wanted?: Wanted;
  /** Peer, model, threads and batch: what a reader needs to measure it again. */
  readonly setting: string;
}

export type Wanted = { readonly atLeast: number } | { readonly atMost: number };

export function meets(value: number, wanted: Wanted): boolean {
  return 'atLeast' in wanted ? value >= wanted.atLeast : value <= wanted.atMost;
}

/** The middle value; of an even count, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  if (upper === undefined || lower === undefined) throw new Error('There is no median of nothing.');
  return (lower + upper) / 2;
}
