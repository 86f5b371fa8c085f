import { count, percent, percentInterval } from '../report/format';
import { describeClassifier } from './cell';
import type { Condition } from './conditions';
import type { Point } from './figure';
import { measureTitles } from './measures';

export const conditionTitles: Readonly<Record<Condition, string>> = { original: 'original', synthetic: 'synthetic', 'synthetic-biased': 'synthetic, biased' };

/** What a panel of the figure is about. */
export function panelTitle(start: number): string {
  return start === 0 ? 'Starting point: the base' : `Starting point: ${count(start)} original`;
}

/** `1,000 original, then 500 synthetic`. */
export function cellOfPoint({ start, condition, size }: Pick<Point, 'start' | 'condition' | 'size'>): string {
  return describeClassifier({ start, condition: size === 0 ? null : condition, size, seed: null });
}

/** `62.3 % [58.1, 66.4], 1 of 2 seeds`, or why there is no figure. */
export function pointFigures({ state, accuracy, seeds, planned }: Point): string {
  if (accuracy === null) return state === 'left-out' ? 'too few originals' : 'not done yet';
  return `${percent(accuracy.mean)} ${percentInterval(accuracy.interval)}${planned === 1 ? '' : `, ${count(seeds)} of ${count(planned)} seeds`}`;
}

export function describePoint(point: Point): string {
  return `${cellOfPoint(point)}: ${measureTitles[point.measure]} ${pointFigures(point)}`;
}
