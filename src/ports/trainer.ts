import type { TrainerEvent } from '../core/training/events';
import type { MergedType } from '../core/training/mergedTypes';

/** Fine-tunes models. `src/training/driver.ts` implements it with a Python program. */
export interface Trainer {
  /**
   * Makes the trainer ready, which fetches gigabytes the first time.
   *
   * @throws UserError `trainer` that says what is missing, `disk`, or the signal's reason
   */
  prepare(options: TrainerOptions & { readonly onProgress: (doing: string) => void }): Promise<void>;
  /**
   * Trains, from the folder's checkpoint on if there is one, and writes the adapter. Aborting the signal lets the
   * step under way end and a checkpoint be written.
   *
   * @throws UserError as the trainer said it, or the signal's reason
   */
  train(job: TrainingJob, options: TrainerOptions): AsyncIterable<TrainingEvent>;
  /** Writes a GGUF out with 32-bit weights. @throws UserError `disk`, or the signal's reason */
  writeFloatBase(base: string, out: string, options: TrainerOptions): Promise<void>;
  /**
   * Writes a base with an adapter's change in its weights.
   *
   * @throws UserError `bad-model`, `bad-adapter` or `disk`, or the signal's reason; the file at `out` is then as it was
   */
  merge(job: MergeJob, options: TrainerOptions & { readonly onProgress: (fraction: number) => void }): Promise<{ readonly changed: number }>;
}

/** Paths of GGUFs are absolute. */
export interface MergeJob {
  readonly base: string;
  readonly adapter: string;
  readonly out: string;
  readonly type: MergedType;
  /** How strongly the adapter works. */
  readonly scale: number;
  /** Goes into the metadata under `blindspot.merged.`. */
  readonly provenance: Readonly<Record<string, string>>;
}

export interface TrainerOptions {
  readonly signal: AbortSignal;
}

/** What is told while it trains; an error is thrown, and the end is the end of the iteration. */
export type TrainingEvent = Exclude<TrainerEvent, { readonly type: 'error' | 'stopped' }>;

/** Paths are absolute; the settings go to the trainer as they are (`src/training/trainer/blindspot_trainer/config.py`). */
export interface TrainingJob {
  readonly folder: string;
  readonly settings: Readonly<Record<string, unknown>>;
}
