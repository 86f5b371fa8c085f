import type { BarPlaces } from '../shared/barChart';
import type { ChartTheme } from '../shared/theme';
import type { Bar } from './bars';
import type { Breakdown, FailurePage, PanelState, Slot } from './contract';

/** Everything that the page shows. */
export interface PageState {
  readonly breakdown: Breakdown | null;
  readonly failures: FailurePage | null;
  /** Why something could not be done or shown. */
  readonly problem: string | null;
  readonly view: PanelState['bars'];
  readonly open: PanelState['open'];
  /** The bar that is pointed at or has the focus. */
  readonly pointedAt: string | null;
  readonly places: BarPlaces;
  readonly theme: ChartTheme;
  /** What a screen reader is told. */
  readonly announcement: string;
}

/** Everything that a reader can do. */
export interface PageActions {
  readonly chooseRun: (slot: Slot, run: string | null) => void;
  readonly chooseView: (view: PanelState['bars']) => void;
  readonly point: (key: string | null) => void;
  readonly listFailures: (bar: Pick<Bar, 'slot' | 'cell'>) => void;
  readonly turnTo: (page: number) => void;
  readonly closeFailures: () => void;
  readonly openExample: (slot: Slot, id: string) => void;
  readonly evaluateMnli: (slot: Slot) => void;
  readonly copy: (format: 'csv' | 'markdown') => void;
  readonly savePng: () => void;
  readonly dismissProblem: () => void;
}
