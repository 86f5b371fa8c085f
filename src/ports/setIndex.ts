import type { DataFormat, NliExample } from '../core/nli/example';

/** Opens sets of any size without keeping their examples. */
export interface SetIndexes {
  /** @throws UserError `not-found` or `bad-data` when the file is no set at all. */
  open(file: string): Promise<SetIndex>;
}

/**
 * Where the rows of a set stand in its file. Rows are counted from 0; some may turn out to be unusable when they are
 * read, as in `SetReader`.
 */
export interface SetIndex {
  readonly file: string;
  readonly sha256: string;
  readonly format: DataFormat;
  readonly size: number;
  /** Rows that are known to be unusable. */
  readonly unusable: Iterable<number>;
  /** Pair ID of a row; empty where the row is known to have none. */
  idOf(row: number): string;
  rowOf(id: string): number | undefined;
  /** @throws UserError `bad-data` when the file was changed since it was opened. */
  read(row: number): Promise<SetRow>;
  /** All rows in turn, a piece of the file at a time. @throws the signal's reason */
  rows(signal?: AbortSignal): AsyncGenerator<readonly SetRow[]>;
  close(): Promise<void>;
}

export type SetRow =
  | {
      readonly kind: 'example';
      readonly example: NliExample;
      /** The line itself. */
      readonly text: string;
      /** How the file spells the label. */
      readonly spelling: string;
    }
  /** @property problem a sentence without file and line */
  | { readonly kind: 'broken'; readonly line: number; readonly problem: string }
  /** Without a gold label. */
  | { readonly kind: 'skipped'; readonly line: number };
