import { formatBytes } from '../../src/core/models/formatBytes';
import { count, percent } from '../../src/core/report/format';
import { paintAt } from '../shared/placePaint';
import type { ChartTheme } from '../shared/theme';
import type { ChartedTraining, ShownTrainings } from './contract';

/** One chart of lines over the steps. */
export interface LineDrawing {
  readonly key: string;
  readonly title: string;
  readonly lines: readonly Line[];
  /** Does the axis begin at 0? Where it does not, it begins where the values do. */
  readonly fromZero: boolean;
  /** How a value is written at the axis and beside the pointer. */
  readonly written: (value: number) => string;
}

export interface Line {
  readonly label: string;
  readonly colour: string;
  readonly dash: readonly number[];
  /** `raw` stands back behind the smoothed one; `marked` has a mark at each value. */
  readonly kind: 'plain' | 'raw' | 'marked';
  readonly values: readonly { readonly x: number; readonly y: number }[];
}

const dashes: readonly (readonly number[])[] = [[], [7, 4], [2, 3], [9, 3, 2, 3], [4, 2]];

/** How the line of the training in this place is drawn: by colour and, for those who do not see it, by dashes. */
export function strokeAt(place: number, theme: ChartTheme): Pick<Line, 'colour' | 'dash'> {
  return { colour: paintAt(place, theme).colour, dash: dashes[place % dashes.length] ?? [] };
}

/** The charts of the page; those that there is nothing for are left out. */
export function drawings({ charted, rows }: ShownTrainings, theme: ChartTheme): readonly LineDrawing[] {
  const titleOf = ({ id }: ChartedTraining): string => rows.find((row) => row.id === id)?.title ?? id;
  const lines = (kind: Line['kind'], valuesOf: (training: ChartedTraining) => readonly (readonly [number, number | null])[], suffix = ''): Line[] =>
    charted.map((training, place) => ({
      label: `${titleOf(training)}${suffix}`,
      ...strokeAt(place, theme),
      kind,
      values: valuesOf(training).flatMap(([x, y]) => (y === null ? [] : [{ x, y }])),
    }));
  const ofPoints = (key: keyof ChartedTraining['points'][number]) => (training: ChartedTraining) => training.points.map((point) => [point.step, point[key]] as const);
  const figure = (value: number): string => String(Number(value.toPrecision(3)));
  const all: readonly LineDrawing[] = [
    { key: 'loss', title: 'Loss', lines: [...lines('raw', ofPoints('loss'), ', raw'), ...lines('plain', ofPoints('smoothed'), ', smoothed')], fromZero: false, written: figure },
    { key: 'accuracy', title: 'Validation accuracy', lines: lines('marked', ({ validations }) => validations.map(({ step, accuracy }) => [step, accuracy] as const)), fromZero: false, written: percent },
    { key: 'validation', title: 'Validation loss', lines: lines('marked', ({ validations }) => validations.map(({ step, loss }) => [step, loss] as const)), fromZero: false, written: figure },
    { key: 'rate', title: 'Learning rate', lines: lines('plain', ofPoints('learningRate')), fromZero: true, written: (value) => (value === 0 ? '0' : value.toExponential(1)) },
    { key: 'speed', title: 'Tokens a second', lines: lines('plain', ofPoints('tokensPerSecond')), fromZero: true, written: (value) => count(Math.round(value)) },
    { key: 'memory', title: 'Memory', lines: lines('plain', ofPoints('memoryBytes')), fromZero: true, written: (value) => (value <= 0 ? '0' : formatBytes(value)) },
  ];
  return all.filter((drawing) => drawing.lines.some(({ values }) => values.length > 0));
}
