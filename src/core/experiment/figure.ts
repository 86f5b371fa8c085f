import { seedMean, type SeedMean } from '../statistics/seedInterval';
import type { Classifier } from './cell';
import type { Condition } from './conditions';
import { accuracyOf, drawnMeasures, measures, type Measure, type Outcomes } from './measures';
import type { LeftOutCell } from './plan';
import type { Experiment } from './settings';

/** A classifier of the grid with what its finished tests say. */
export interface MeasuredClassifier extends Classifier {
  readonly outcomes: Readonly<Partial<Record<Measure, Outcomes>>>;
}

/** `partial`: not all seeds are done. `left-out`: the data cannot fill it. */
export type PointState = 'done' | 'partial' | 'open' | 'left-out';

/** One accuracy of the grid, over its seeds. */
export interface Point {
  readonly start: number;
  readonly condition: Condition;
  readonly size: number;
  readonly measure: Measure;
  readonly state: PointState;
  /** Seeds that are done, and those that are planned. */
  readonly seeds: number;
  readonly planned: number;
  /** Examples of the test; 0 where no seed is done. */
  readonly examples: number;
  /** Null where no seed is done. */
  readonly accuracy: SeedMean | null;
}

export interface Line {
  readonly condition: Condition;
  readonly measure: Measure;
  /** By rising size. */
  readonly points: readonly Point[];
}

/** One starting point: lines for each condition and each of the study's three measures. */
export interface Panel {
  readonly start: number;
  readonly lines: readonly Line[];
}

type Grid = Pick<Experiment, 'startingPoints' | 'conditions' | 'augmentationSizes' | 'seeds'>;

/** Every accuracy of the grid, in its order: by starting point, condition, size, measure. Size 0 is the same for all conditions. */
export function pointsOf(grid: Grid, classifiers: readonly MeasuredClassifier[], leftOut: readonly LeftOutCell[]): Point[] {
  const found = new Map<string, MeasuredClassifier[]>();
  for (const classifier of classifiers) found.set(keyOf(classifier), [...(found.get(keyOf(classifier)) ?? []), classifier]);
  const tested = measures.filter((measure) => classifiers.some(({ outcomes }) => outcomes[measure] !== undefined) || (drawnMeasures as readonly Measure[]).includes(measure));
  const sizes = [...grid.augmentationSizes].sort((a, b) => a - b);
  return grid.startingPoints.flatMap((start) =>
    grid.conditions.flatMap((condition) =>
      sizes.flatMap((size) => {
        const impossible = leftOut.some((cell) => cell.start === start && cell.condition === condition && cell.size === size);
        const these = found.get(keyOf({ start, condition: size === 0 ? null : condition, size })) ?? [];
        const planned = start === 0 && size === 0 ? 1 : grid.seeds.length;
        return tested.map((measure) => pointOf({ start, condition, size, measure, planned }, these, impossible));
      }),
    ),
  );
}

/** The study's figure: a panel a starting point. */
export function panelsOf(points: readonly Point[]): Panel[] {
  return [...new Set(points.map(({ start }) => start))].map((start) => {
    const here = points.filter((point) => point.start === start);
    const conditions = [...new Set(here.map(({ condition }) => condition))];
    return {
      start,
      lines: conditions.flatMap((condition) => drawnMeasures.map((measure) => ({ condition, measure, points: here.filter((point) => point.condition === condition && point.measure === measure) }))),
    };
  });
}

function pointOf(about: Pick<Point, 'start' | 'condition' | 'size' | 'measure' | 'planned'>, classifiers: readonly MeasuredClassifier[], impossible: boolean): Point {
  const done = classifiers.flatMap(({ outcomes }) => outcomes[about.measure] ?? []);
  const examples = done[0]?.length ?? 0;
  const state = impossible ? 'left-out' : done.length === 0 ? 'open' : done.length < about.planned ? 'partial' : 'done';
  return { ...about, state, seeds: done.length, examples, accuracy: examples === 0 ? null : seedMean(done.map(accuracyOf), examples) };
}

function keyOf({ start, condition, size }: Pick<Classifier, 'start' | 'condition' | 'size'>): string {
  return `${start}/${condition ?? ''}/${size}`;
}
