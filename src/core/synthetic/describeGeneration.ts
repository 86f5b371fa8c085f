import { describeModelProgress, describeScoring, type ModelProgress, type ScoringProgress } from '../runs/describeProgress';
import { describeSeconds } from '../runs/duration';

/** How far sampling is. */
interface SamplingProgress {
  readonly done: number;
  readonly total: number;
  readonly tokensPerSecond: number | null;
  readonly secondsLeft: number | null;
}

export type GenerateProgress =
  | ModelProgress
  | ({ readonly phase: 'sampling' } & SamplingProgress)
  | { readonly phase: 'sorting' }
  | ({ readonly phase: 'checking' } & ScoringProgress);

/** `310 of 600 samples, 455 tokens a second, 24 s left`, for terminal and notification alike. */
export function describeGeneration(progress: GenerateProgress): string {
  switch (progress.phase) {
    case 'hashing':
    case 'loading':
      return describeModelProgress(progress);
    case 'sampling':
      return describeSampling(progress);
    case 'sorting':
      return 'Sorting out the samples';
    case 'checking':
      return `Checking labels, ${describeScoring(progress)}`;
  }
}

function describeSampling({ done, total, tokensPerSecond, secondsLeft }: SamplingProgress): string {
  const parts = [`${done.toLocaleString('en')} of ${total.toLocaleString('en')} samples`];
  if (tokensPerSecond !== null) parts.push(`${tokensPerSecond.toFixed(0)} tokens a second`);
  if (secondsLeft !== null) parts.push(`${describeSeconds(secondsLeft)} left`);
  return parts.join(', ');
}
