import { describeSeconds } from './duration';

/** How far it is with a model's file, before anything can be asked of it. */
export interface ModelProgress {
  readonly phase: 'hashing' | 'loading';
  readonly fraction: number;
}

/** How far scoring is. */
export interface ScoringProgress {
  readonly scored: number;
  readonly total: number;
  readonly examplesPerSecond: number | null;
  readonly secondsLeft: number | null;
}

export type EvaluateProgress = ModelProgress | ({ readonly phase: 'scoring' } & ScoringProgress);

// Terminal, notification and status bar say the same.

/** `Loading the model, 40 %`. */
export function describeModelProgress({ phase, fraction }: ModelProgress): string {
  return `${phase === 'hashing' ? 'Checking the model file' : 'Loading the model'}, ${Math.round(100 * fraction)} %`;
}

/** `1,200 of 3,000 examples, 19.5 a second, 1 min 32 s left`. */
export function describeScoring({ scored, total, examplesPerSecond, secondsLeft }: ScoringProgress): string {
  const parts = [`${scored.toLocaleString('en')} of ${total.toLocaleString('en')} examples`];
  if (examplesPerSecond !== null) parts.push(`${examplesPerSecond.toFixed(1)} a second`);
  if (secondsLeft !== null) parts.push(`${describeSeconds(secondsLeft)} left`);
  return parts.join(', ');
}

export function describeEvaluation(progress: EvaluateProgress): string {
  return progress.phase === 'scoring' ? describeScoring(progress) : describeModelProgress(progress);
}
