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
  /**
   * Writes an adapter GGUF of a folder that PEFT has saved.
   *
   * @throws UserError `bad-model`, `bad-adapter` or `disk`, or the signal's reason; the file at `out` is then as it was
   */
  importAdapter(job: ImportJob, options: TrainerOptions & Warned): Promise<ImportedAdapter>;
  /**
   * Answers prompts with such a folder, on the base in full precision, as PEFT reads it.
   *
   * @throws UserError `bad-model`, `bad-adapter`, `memory` or `disk`, or the signal's reason
   */
  answerWithFolder(job: AnswerJob, options: TrainerOptions & Warned): Promise<void>;
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

interface Warned {
  readonly onWarning: (message: string) => void;
}

interface PeftAdapter {
  /** With `adapter_config.json` and `adapter_model.safetensors`. */
  readonly folder: string;
  /** The GGUF that it belongs to. */
  readonly base: string;
  /** The text of each label, in the order of the rows of a classifier's head. */
  readonly labels: Readonly<Record<string, string>>;
}

/** Paths are absolute. */
export interface ImportJob extends PeftAdapter {
  readonly out: string;
  readonly adapterType: 'F16' | 'F32';
  /** Goes into the metadata under `blindspot.`. */
  readonly provenance: Readonly<Record<string, string>>;
}

export interface ImportedAdapter {
  readonly tensors: number;
  readonly rank: number;
  /** Whether it has a classifier's head. */
  readonly head: boolean;
  /** What PEFT calls its base; null where it does not say. */
  readonly trainedOn: string | null;
}

/** Paths are absolute. */
export interface AnswerJob extends PeftAdapter {
  /** JSON Lines of `id` and `text`. */
  readonly prompts: string;
  /** Where the answers go (`ProbeScore`). */
  readonly scores: string;
  readonly threads?: number;
}
