import type { ReportTable } from '../report/table';
import type { ConditionComparison } from './comparisons';
import type { Point, PointState } from './figure';
import { measureTitles } from './measures';

const states: Readonly<Record<PointState, string>> = { done: 'done', partial: 'not all seeds', open: 'not done', 'left-out': 'too few originals' };

/** The numbers of the figure, and those of the tests that it does not draw. */
export function pointsTable(points: readonly Point[]): ReportTable {
  return {
    columns: [
      { name: 'Starting point', kind: 'count' },
      { name: 'Condition', kind: 'text' },
      { name: 'Size', kind: 'count' },
      { name: 'Test', kind: 'text' },
      { name: 'Accuracy', kind: 'share' },
      { name: '95 % interval', kind: 'interval' },
      { name: 'Seed SD', kind: 'spread' },
      { name: 'Seeds', kind: 'count' },
      { name: 'Examples', kind: 'count' },
      { name: 'State', kind: 'text' },
    ],
    rows: points.map(({ start, condition, size, measure, accuracy, seeds, examples, state }) => [
      ...[start, condition, size, measureTitles[measure]],
      ...[accuracy?.mean ?? null, accuracy?.interval ?? null, accuracy?.sd ?? null, seeds, examples, states[state]],
    ]),
  };
}

/** The tests behind the conclusion. */
export function comparisonsTable(comparisons: readonly ConditionComparison[]): ReportTable {
  return {
    columns: [
      { name: 'Starting point', kind: 'count' },
      { name: 'Size', kind: 'count' },
      { name: 'Test', kind: 'text' },
      { name: 'Synthetic less original', kind: 'difference' },
      { name: 'Seeds', kind: 'count' },
      { name: 'Only synthetic right', kind: 'count' },
      { name: 'Only original right', kind: 'count' },
      { name: 'p', kind: 'p' },
      { name: 'p, corrected', kind: 'p' },
    ],
    rows: comparisons.map(({ start, size, measure, delta, seeds, p, p_holm: corrected }) => [
      ...[start, size, measureTitles[measure], delta, seeds.length],
      ...[seeds.reduce((sum, { fixed }) => sum + fixed, 0), seeds.reduce((sum, { broken }) => sum + broken, 0), p, corrected],
    ]),
  };
}
