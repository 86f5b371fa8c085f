import type { ChartTheme } from '../shared/theme';
import type { Offer, PanelState, ShownTrainings } from './contract';

/** Everything that the page shows. */
export interface PageState extends PanelState {
  /** Null until the extension has listed the trainings. */
  readonly shown: ShownTrainings | null;
  readonly problem: string | null;
  readonly theme: ChartTheme;
  /** What a screen reader is told. */
  readonly announcement: string;
}

/** Everything that a reader can do. */
export interface PageActions {
  readonly chart: (training: string, charted: boolean) => void;
  readonly act: (training: string, offer: Offer) => void;
  readonly copy: (format: 'csv' | 'markdown') => void;
}
