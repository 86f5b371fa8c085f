import type { BarPaint } from './barPaint';

/** A chart of shares as it is drawn: the pages say what their bars are, and paint them. */
export interface Drawing {
  readonly layout: 'columns' | 'rows';
  /** Right by chance alone, 0 to 1; null where the shares are not of right answers. */
  readonly chance: number | null;
  /** The share at the end of the axis: 1 when left out. */
  readonly top?: number;
  readonly groups: readonly DrawnGroup[];
}

/** Bars that belong together on the axis. A group without bars is a heading among rows. */
export interface DrawnGroup {
  readonly title: string;
  /** A second line under the title, where bars stand. */
  readonly subtitle?: string;
  readonly bars: readonly DrawnBar[];
  /** Drawn behind the bars. */
  readonly band?: Band | null;
}

export interface DrawnBar {
  /** Unique in the chart; the same after every refresh. */
  readonly key: string;
  readonly paint: BarPaint;
  /** How long it is, 0 to 1; null where there is no example. */
  readonly accuracy: number | null;
  readonly interval: readonly [number, number] | null;
}

/** A stretch of accuracies, 0 to 1, with its middle. */
export interface Band {
  readonly low: number;
  readonly mean: number;
  readonly high: number;
}
