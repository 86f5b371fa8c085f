import { describeSeconds } from './duration';

/** How far scoring is. */
export interface ScoringProgress {
  readonly scored: number;
  readonly total: number;
  readonly examplesPerSecond: number | null;
  readonly secondsLeft: number | null;
}

/** `1,200 of 3,000 examples, 19.5 a second, 1 min 32 s left`, for terminal, notification and status bar alike. */
export function describeProgress({ scored, total, examplesPerSecond, secondsLeft }: ScoringProgress): string {
  const parts = [`${scored.toLocaleString('en')} of ${total.toLocaleString('en')} examples`];
  if (examplesPerSecond !== null) parts.push(`${examplesPerSecond.toFixed(1)} a second`);
  if (secondsLeft !== null) parts.push(`${describeSeconds(secondsLeft)} left`);
  return parts.join(', ');
}
