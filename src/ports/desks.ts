import type { Desk } from '../core/annotation/desk';

/** Keeps where annotators were, on this machine only. */
export interface Desks {
  /** A fresh desk where none was kept, or what was kept cannot be read. */
  read(desk: DeskOf): Promise<Desk>;
  write(desk: DeskOf, kept: Desk): Promise<void>;
  /**
   * The rows of the set in an order that takes long to make.
   *
   * @param key says all that the order follows from
   * @returns undefined where the order that was kept last is another, or cannot be read
   */
  readOrder(desk: DeskOf, key: string): Promise<Uint32Array | undefined>;
  writeOrder(desk: DeskOf, key: string, rows: Uint32Array): Promise<void>;
}

/** @property file absolute path of the set @property annotator as the annotation file calls them */
export interface DeskOf {
  readonly file: string;
  readonly annotator: string;
}
