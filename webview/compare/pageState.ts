import type { BarPlaces } from '../shared/barChart';
import type { ChartTheme } from '../shared/theme';
import type { Change, ComparedCell, PanelState, Refused, ShownComparison, Side } from './contract';

/** Everything that the page shows. */
export interface PageState {
  /** Null until the extension has read the runs. */
  readonly shown: ShownComparison | Refused | null;
  /** Why something could not be done. */
  readonly problem: string | null;
  readonly view: PanelState['bars'];
  /** The bar that is pointed at or has the focus. */
  readonly pointedAt: string | null;
  readonly places: BarPlaces;
  readonly theme: ChartTheme;
  /** What a screen reader is told. */
  readonly announcement: string;
}

/** Everything that a reader can do. */
export interface PageActions {
  readonly choose: (a: string, b: string) => void;
  readonly chooseView: (view: PanelState['bars']) => void;
  readonly point: (key: string | null) => void;
  readonly openChanged: (change: Change, cell: ComparedCell['cell']) => void;
  readonly openFailures: (side: Side, cell: NonNullable<ComparedCell['cell']>) => void;
  readonly openBreakdown: (side: Side) => void;
  readonly evaluateMnli: (side: Side) => void;
  readonly copy: (format: 'csv' | 'markdown') => void;
  readonly savePng: () => void;
  readonly dismissProblem: () => void;
}
