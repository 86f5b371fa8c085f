import type { BarPlaces } from '../shared/barChart';
import type { ChartTheme } from '../shared/theme';
import type { PlaceOfPoint, ShownFigure } from './contract';

/** Everything that the page shows. */
export interface PageState {
  /** Null until the extension has read the experiment. */
  readonly shown: ShownFigure | null;
  readonly problem: string | null;
  /** The point that is pointed at or has the focus. */
  readonly pointedAt: string | null;
  /** Of the points, by the keys of their panels. */
  readonly places: ReadonlyMap<string, BarPlaces>;
  readonly theme: ChartTheme;
  /** What a screen reader is told. */
  readonly announcement: string;
}

/** Everything that a reader can do. */
export interface PageActions {
  readonly point: (key: string | null) => void;
  readonly open: (point: PlaceOfPoint) => void;
  readonly copy: (table: 'points' | 'comparisons', format: 'csv' | 'markdown') => void;
  readonly savePng: () => void;
  readonly saveSvg: () => void;
}
