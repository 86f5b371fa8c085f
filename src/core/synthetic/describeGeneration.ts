import { describeSeconds } from '../runs/duration';

/** How far sampling is. */
export interface GenerationProgress {
  readonly done: number;
  readonly total: number;
  readonly tokensPerSecond: number | null;
  readonly secondsLeft: number | null;
}

/** `310 of 600 samples, 455 tokens a second, 24 s left`, for terminal and notification alike. */
export function describeGeneration({ done, total, tokensPerSecond, secondsLeft }: GenerationProgress): string {
  const parts = [`${done.toLocaleString('en')} of ${total.toLocaleString('en')} samples`];
  if (tokensPerSecond !== null) parts.push(`${tokensPerSecond.toFixed(0)} tokens a second`);
  if (secondsLeft !== null) parts.push(`${describeSeconds(secondsLeft)} left`);
  return parts.join(', ');
}
