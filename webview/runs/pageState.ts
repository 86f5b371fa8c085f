import type { BarPlaces } from '../shared/barChart';
import type { ChartTheme } from '../shared/theme';
import type { Column, PanelState, ShownRuns } from './contract';

/** Everything that the page shows. */
export interface PageState extends PanelState {
  /** Null until the extension has listed the runs. */
  readonly shown: ShownRuns | null;
  readonly problem: string | null;
  /** The bar that is pointed at or has the focus. */
  readonly pointedAt: string | null;
  readonly places: BarPlaces;
  readonly theme: ChartTheme;
  /** What a screen reader is told. */
  readonly announcement: string;
}

/** Everything that a reader can do. */
export interface PageActions {
  readonly sortBy: (column: Column) => void;
  readonly chart: (run: string, charted: boolean) => void;
  readonly point: (key: string | null) => void;
  readonly openBreakdown: (run: string) => void;
  /** The two runs in the chart, the earlier as A. */
  readonly compare: () => void;
  readonly copy: (format: 'csv' | 'markdown') => void;
  readonly saveCsv: () => void;
  readonly savePng: () => void;
}
