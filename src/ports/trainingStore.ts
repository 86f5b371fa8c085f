import type { ProbeScore } from '../core/training/events';
import type { TrainingIdentity, TrainingRecord } from '../core/training/record';

/** Where trainings are kept. `src/storage/trainings` implements it with a folder a training. */
export interface TrainingStore {
  /**
   * The files that make up a base: the GGUF itself, or the weights, the shape and the vocabulary of a folder.
   *
   * @throws UserError `not-found`, or `bad-model` for a folder without weights
   */
  filesOf(base: string): Promise<readonly string[]>;
  /**
   * Opens a training, making its folder if need be. Nobody else can write to it until `close`.
   *
   * @param name a readable beginning for its ID, which ends in a hash of the identity
   * @param holder how another process that wants it is told who has it
   * @throws UserError `locked` with the holder's name, `disk` or `bad-run`
   */
  open(name: string, identity: TrainingIdentity, holder: string): Promise<OpenTraining>;
  /** An empty folder beside a file that is to be made, for work on it. @throws UserError `disk` */
  workbench(file: string): Promise<Workbench>;
}

export interface Workbench extends Pick<OpenTraining, 'folder' | 'writeLines' | 'probeScores' | 'remove'> {
  /** What `probeScores` reads. */
  readonly scoresFile: string;
  /** Gives a file of the folder its place. @throws UserError `disk` */
  deliver(name: string): Promise<void>;
  /** Deletes the folder. */
  clear(): Promise<void>;
}

export interface OpenTraining {
  readonly id: string;
  /** SHA-256 of the identity. */
  readonly identity: string;
  /** Absolute path. */
  readonly folder: string;
  /** What the last session left; null in a new training. */
  readonly earlier: TrainingRecord | null;
  /** Writes a file of the folder as a whole or not at all, and returns its path. Lines have their ends. */
  writeLines(name: string, lines: Iterable<string>, signal?: AbortSignal): Promise<string>;
  /** Writes `training.json` as a whole or not at all. */
  write(record: TrainingRecord): Promise<void>;
  /** What the trainer has left of its answers. @throws UserError `bad-run` */
  probeScores(): Promise<readonly ProbeScore[]>;
  /** Deletes a file of the folder, if it is there. */
  remove(name: string): Promise<void>;
  /** Lets others in. */
  close(): Promise<void>;
  /** Aborted when the lock is lost, for example because the folder was deleted. */
  readonly lost: AbortSignal;
}
