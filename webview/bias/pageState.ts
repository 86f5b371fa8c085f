import type { ChartTheme } from '../shared/theme';
import type { ShownBias, TableKey, View } from './contract';

/** Everything that the page shows. */
export interface PageState {
  /** Null until the extension has measured the sets. */
  readonly shown: ShownBias | null;
  /** Why something could not be done. */
  readonly problem: string | null;
  readonly view: View;
  readonly theme: ChartTheme;
  /** What a screen reader is told. */
  readonly announcement: string;
}

/** Everything that a reader can do. */
export interface PageActions {
  readonly add: () => void;
  readonly remove: (file: string) => void;
  readonly holdAgainst: (file: 'choose' | 'built-in') => void;
  readonly open: (file: string, line: number) => void;
  readonly writeBiased: (file: string) => void;
  readonly chooseView: (view: View) => void;
  readonly copy: (table: TableKey, format: 'csv' | 'markdown') => void;
  readonly savePng: () => void;
}
