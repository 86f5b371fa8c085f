import type { GenerationIdentity, GenerationRecord } from '../core/synthetic/generationRecord';
import type { JournalEntry } from '../core/synthetic/sample';

/** Where generated sets are kept. `src/storage/generations` implements it with files beside the set. */
export interface GenerationStore {
  /**
   * Opens a generation for writing. Nobody else can write to it until `close`.
   *
   * @param file the set to be made, which ends in `.jsonl`
   * @param holder how another process that wants it is told who has it
   * @throws UserError `usage` for another ending, `different-run` when the file is another set's, `locked` with
   * the holder's name, `disk`, or `bad-run` when a file of it cannot be understood
   */
  open(file: string, identity: GenerationIdentity, holder: string): Promise<OpenGeneration>;
}

export interface OpenGeneration {
  /** SHA-256 of the identity. */
  readonly identity: string;
  /** What the last session left; null in a new generation. */
  readonly earlier: GenerationRecord | null;
  /** What is in the journal already. */
  readonly done: readonly JournalEntry[];
  /** Resolves when the entries are on disk. @throws UserError `disk`; what was there stays readable. */
  append(entries: readonly JournalEntry[]): Promise<void>;
  /** Writes set and rejected samples, each as a whole or not at all. Lines have their ends. */
  writeSet(kept: Iterable<string>, rejected: Iterable<string>): Promise<void>;
  /** Writes the record as a whole or not at all. */
  write(record: GenerationRecord): Promise<void>;
  /** Lets others in. A generation without a record leaves nothing behind. */
  close(): Promise<void>;
  /** Aborted when the lock is lost, for example because the folder was deleted. */
  readonly lost: AbortSignal;
}
