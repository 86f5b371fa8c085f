import type { RunIdentity, RunRecord } from '../core/runs/record';
import type { Prediction } from '../core/scoring/prediction';

/** Where runs are kept. `src/storage/runs` implements it with a folder a run. */
export interface RunStore {
  /** All runs that can be read, newest first; the others are told as sentences. */
  list(): Promise<{ readonly runs: readonly RunRecord[]; readonly problems: readonly string[] }>;
  /** @throws UserError `not-found` or `bad-run`. */
  read(id: string): Promise<RunRecord>;
  /** The journal as far as it is written. @throws UserError `not-found` or `bad-run`. */
  predictions(id: string): Promise<readonly Prediction[]>;
  /** Is another one whenever the journal is. @throws UserError `not-found` or `bad-run`. */
  journalStamp(id: string): Promise<string>;
  /** The run of that identity, if there is one. @throws UserError `bad-run` or `different-run`. */
  find(target: RunTarget): Promise<RunRecord | undefined>;
  /**
   * Opens a run for writing, making its folder if need be. Nobody else can write to it until `close`.
   *
   * @param holder how another process that wants the run is told who has it
   * @throws UserError `locked` with the holder's name, `disk`, `bad-run` or `different-run`.
   */
  open(target: RunTarget, holder: string): Promise<OpenRun>;
}

/** Which run: its identity, and where it is kept or how it is named. */
export interface RunTarget {
  readonly identity: RunIdentity | { readonly predictionsSha256: string; readonly dataSha256: string };
  /** A readable beginning for the name of the run's folder, which ends in a hash of the identity. */
  readonly name: string;
  /** A folder of the user's choice instead of one named after the ID. */
  readonly folder?: string;
}

export interface OpenRun {
  readonly id: string;
  /** SHA-256 of the identity. */
  readonly identity: string;
  /** Absolute path of the run's folder. */
  readonly folder: string;
  /** What the run's last session left; null in a new run. */
  readonly earlier: RunRecord | null;
  /** What is in the journal already. */
  readonly done: readonly Prediction[];
  /** Resolves when the predictions are on disk. @throws UserError `disk`; what was there stays readable. */
  append(predictions: readonly Prediction[]): Promise<void>;
  /** Writes `run.json` as a whole or not at all. */
  write(record: RunRecord): Promise<void>;
  /** Lets others in. A run that has neither record nor predictions leaves nothing behind. */
  close(): Promise<void>;
  /** Aborted when the lock is lost, for example because the folder was deleted. */
  readonly lost: AbortSignal;
}
