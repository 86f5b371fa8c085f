import { conditions, type Condition } from './conditions';
import type { Panel, Point } from './figure';
import type { Measure } from './measures';

/** What a panel of the figure has on it, and where, for whatever draws it. */
export interface PanelMarks {
  /** Of the axis of further examples, in rising order. */
  readonly sizes: readonly number[];
  /** The end of that axis. */
  readonly most: number;
  readonly lines: readonly MarkedLine[];
  /** Cells without a figure, from left to right. */
  readonly missing: readonly { readonly x: number; readonly condition: Condition | null; readonly impossible: boolean }[];
}

export interface MarkedLine {
  readonly condition: Condition;
  readonly measure: Measure;
  readonly points: readonly MarkedPoint[];
}

export interface MarkedPoint {
  readonly key: string;
  /** On the axis of further examples. */
  readonly x: number;
  readonly accuracy: number;
  readonly interval: readonly [number, number];
  /** Are all seeds done? */
  readonly whole: boolean;
  /** All conditions begin at the same point, which is marked once. */
  readonly marked: boolean;
  /** Null at their common beginning. */
  readonly condition: Condition | null;
}

/** Sideways, as a share of the axis, so that marks of one size stand beside each other; those of missing cells have no line to tell them apart. */
const shift = { point: 0.022, missing: 0.035 };

/** Unique in the figure. Without further examples there are no conditions. */
export function pointKey({ start, condition, size, measure }: Pick<Point, 'start' | 'condition' | 'size' | 'measure'>): string {
  return `${start}/${size === 0 ? '' : condition}/${size}/${measure}`;
}

export function panelMarks({ lines }: Panel): PanelMarks {
  const sizes = [...new Set(lines.flatMap(({ points }) => points.map(({ size }) => size)))].sort((a, b) => a - b);
  const most = Math.max(1, ...sizes);
  const first = lines[0]?.condition;
  const aside = ({ condition, size }: Point, by: number): number => (size === 0 ? 0 : size + most * by * (conditions.indexOf(condition) - 1));
  const isOwn = ({ size, condition }: Point): boolean => size > 0 || condition === first;
  const conditionOf = ({ size, condition }: Point): Condition | null => (size === 0 ? null : condition);
  return {
    sizes,
    most,
    lines: lines.map(({ condition, measure, points }) => ({
      condition,
      measure,
      points: points.flatMap((point) => {
        const { accuracy, state } = point;
        if (accuracy === null) return [];
        const { mean, interval } = accuracy;
        return [{ key: pointKey(point), x: aside(point, shift.point), accuracy: mean, interval, whole: state === 'done', marked: isOwn(point), condition: conditionOf(point) }];
      }),
    })),
    missing: cellsOf(lines.flatMap(({ points }) => points).filter(isOwn))
      .flatMap((points) => {
        const point = points.find(({ accuracy }) => accuracy === null);
        return point === undefined ? [] : [{ x: aside(point, shift.missing), condition: conditionOf(point), impossible: point.state === 'left-out' }];
      })
      .sort((one, other) => one.x - other.x),
  };
}

/** Points of one condition and size. */
function cellsOf(points: readonly Point[]): Point[][] {
  const cells = new Map<string, Point[]>();
  for (const point of points) {
    const key = `${point.condition}/${point.size}`;
    cells.set(key, [...(cells.get(key) ?? []), point]);
  }
  return [...cells.values()];
}
