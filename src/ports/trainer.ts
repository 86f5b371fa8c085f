import type { TrainerEvent } from '../core/training/events';

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
