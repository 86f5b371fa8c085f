import type { Desk } from '../core/annotation/desk';

/** Keeps where annotators were, on this machine only. */
export interface Desks {
  /** A fresh desk where none was kept, or what was kept cannot be read. */
  read(desk: DeskOf): Promise<Desk>;
  write(desk: DeskOf, kept: Desk): Promise<void>;
}

/** @property file absolute path of the set @property annotator as the annotation file calls them */
export interface DeskOf {
  readonly file: string;
  readonly annotator: string;
}
