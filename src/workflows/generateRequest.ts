import type { GenerateProgress } from '../core/synthetic/describeGeneration';
import type { SamplingSettings } from '../core/synthetic/sampling';
import type { ModelChoice } from './modelFiles';

export interface GenerateRequest extends ModelChoice {
  /** Samples of each label. */
  readonly perLabel: number;
  readonly seed: number;
  /** The set to be made, which ends in `.jsonl`. */
  readonly out: string;
  /** Real examples for the prompt, so many of each label. */
  readonly shown: { readonly file: string; readonly shots: number } | null;
  readonly sampling: SamplingSettings;
  /** Sets whose pairs may not be in this one. */
  readonly notIn: readonly string[];
  /** Who is to say what label they would give each example: the model and adapter that wrote it, or the model with another adapter (its path) or without any. */
  readonly labelCheck: 'off' | 'itself' | { readonly adapter: string | null };
}

export interface GenerateOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: GenerateProgress) => void;
  readonly onWarning: (message: string) => void;
}
