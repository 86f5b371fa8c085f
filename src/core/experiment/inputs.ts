import type { AnyLabel } from '../nli/label';
import type { TestName } from './conditions';

/** A file of the user's. */
export interface InputFile {
  /** Absolute path. */
  readonly file: string;
  /** 64 lower-case hex digits. */
  readonly sha256: string;
}

/** What an experiment is carried out on: the files that its settings name, found and hashed. */
export interface ExperimentInputs {
  /** What is trained: a GGUF, or a folder whose files are hashed together. */
  readonly base: InputFile;
  /** What is evaluated: the GGUF. */
  readonly model: InputFile;
  readonly training: InputFile & {
    /** Examples by label, without repetitions where they are left out. */
    readonly labels: Readonly<Partial<Record<AnyLabel, number>>>;
  };
  readonly tests: Readonly<Partial<Record<TestName, InputFile & { readonly examples: number }>>>;
}
