import { Chart, type ChartConfiguration } from 'chart.js';
import { percent } from '../../src/core/report/format';
import type { AnyLabel } from '../../src/core/nli/label';
import { fillOf, type BarPaint, type Texture } from '../shared/barPaint';
import { barValues, boxOf, chanceLine } from '../shared/chartParts';
import type { ChartTheme } from '../shared/theme';
import type { Bar, Bars } from './bars';
import type { Slot } from './contract';

/** Where the button over a bar goes, in CSS pixels of the chart's box. */
export interface BarPlace {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** By the bars' keys. */
export type BarPlaces = ReadonlyMap<string, BarPlace>;

const rowHeight = { one: 22, two: 34, heading: 30 };
const narrow = 460;

/** The chart of a breakdown. It is drawn anew on each refresh: sixty bars take a few milliseconds. */
export class BreakdownChart {
  private chart: Chart<'barWithErrorBars'> | undefined;

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly onPlaced: (places: BarPlaces) => void,
  ) {}

  draw(bars: Bars, theme: ChartTheme): void {
    this.chart?.destroy();
    const box = this.canvas.parentElement;
    if (box === null) return;
    box.style.height = bars.layout === 'rows' ? `${rowsHeight(bars)}px` : '';
    Chart.defaults.font.family = theme.fontFamily;
    const perGroup = Math.max(0, ...bars.groups.map((group) => group.bars.length));
    const barAt = (dataset: number, index: number): Bar | undefined => bars.groups[index]?.bars[dataset];
    this.chart = new Chart(this.canvas, {
      type: 'barWithErrorBars',
      data: {
        labels: bars.groups.map((group) => group.title),
        datasets: Array.from({ length: perGroup }, (_, dataset) => ({
          data: bars.groups.map((_group, index) => valueOf(bars, barAt(dataset, index))),
          backgroundColor: bars.groups.map((_group, index) => {
            const bar = barAt(dataset, index);
            return bar === undefined ? 'transparent' : fillOf(paintOf(bar.gold, bar.slot, theme), theme);
          }) as string[],
          borderColor: bars.groups.map((_group, index) => {
            const bar = barAt(dataset, index);
            return bar === undefined ? 'transparent' : paintOf(bar.gold, bar.slot, theme).colour;
          }),
          borderWidth: bars.groups.map((_group, index) => {
            const bar = barAt(dataset, index);
            return bar === undefined || paintOf(bar.gold, bar.slot, theme).texture === 'solid' ? 0 : 1.5;
          }),
          borderRadius: 2,
          categoryPercentage: bars.layout === 'rows' ? 0.86 : 0.74,
          barPercentage: bars.layout === 'rows' ? 0.84 : 0.88,
          maxBarThickness: bars.layout === 'rows' ? 16 : 72,
          errorBarColor: theme.foreground,
          errorBarWhiskerColor: theme.foreground,
          errorBarLineWidth: 1.25,
          errorBarWhiskerLineWidth: 1.25,
          errorBarWhiskerRatio: bars.layout === 'rows' ? 0.6 : 0.22,
        })),
      },
      options: optionsOf(bars, theme),
      plugins: [
        chanceLine(bars.chance, theme),
        barValues((dataset, index) => {
          const tally = barAt(dataset, index)?.tally;
          if (tally?.accuracy == null) return undefined;
          return { label: percent(tally.accuracy).replace(/(?<=^100)\.0| %/g, ''), end: tally.interval?.[1] ?? tally.accuracy };
        }, theme.foreground),
        { id: 'placing', afterRender: (chart) => this.onPlaced(placesOf(bars, chart)) },
      ],
    } satisfies ChartConfiguration<'barWithErrorBars'>);
  }
}

function placesOf(bars: Bars, chart: Chart): BarPlaces {
  const places = new Map<string, BarPlace>();
  const { chartArea } = chart;
  bars.groups.forEach((group, index) => {
    group.bars.forEach((bar, dataset) => {
      const drawn = chart.getDatasetMeta(dataset).data[index];
      if (drawn === undefined) return;
      const { x, y, width, height } = boxOf(drawn);
      places.set(
        bar.key,
        bars.layout === 'rows'
          ? { left: chartArea.left, top: y - height / 2 - 1, width: chartArea.width, height: height + 2 }
          : { left: x - width / 2 - 2, top: chartArea.top, width: width + 4, height: chartArea.height },
      );
    });
  });
  return places;
}

/** How a bar is painted. Colour tells gold labels apart and texture runs; in high contrast, texture alone tells both. */
export function paintOf(gold: AnyLabel, slot: Slot, theme: ChartTheme): BarPaint {
  const colours: Readonly<Record<AnyLabel, string>> = {
    entailment: theme.blue,
    neutral: theme.purple,
    contradiction: theme.red,
    // Orange is a find match's colour in the editor's own themes: brown in the dark, missing in high contrast.
    'non-entailment': theme.yellow,
  };
  const contrast: Readonly<Record<Slot, Readonly<Record<AnyLabel, Texture>>>> = {
    first: { entailment: 'solid', neutral: 'hatched', contradiction: 'dotted', 'non-entailment': 'hatched' },
    second: { entailment: 'empty', neutral: 'crossed', contradiction: 'back-hatched', 'non-entailment': 'crossed' },
  };
  const plain: Readonly<Record<Slot, Texture>> = { first: 'solid', second: 'hatched' };
  return { colour: colours[gold], texture: theme.highContrast ? contrast[slot][gold] : plain[slot] };
}

type Value = ChartConfiguration<'barWithErrorBars'>['data']['datasets'][number]['data'][number];

/** A cell without examples has no figure, and NaN draws nothing. */
function valueOf({ layout }: Bars, bar: Bar | undefined): Value {
  const accuracy = bar?.tally.accuracy ?? Number.NaN;
  const [low, high] = bar?.tally.interval ?? [Number.NaN, Number.NaN];
  // The category's own coordinate comes from the label at the same index.
  return layout === 'rows' ? { x: accuracy, xMin: low, xMax: high } : { y: accuracy, yMin: low, yMax: high };
}

function optionsOf(bars: Bars, theme: ChartTheme): ChartConfiguration<'barWithErrorBars'>['options'] {
  const rows = bars.layout === 'rows';
  const isHeading = (index: number): boolean => bars.groups[index]?.bars.length === 0;
  const shares = {
    min: 0,
    max: 1,
    border: { display: false },
    grid: { color: theme.lines, drawTicks: false },
    ticks: {
      color: theme.mutedForeground,
      stepSize: 0.25,
      padding: 6,
      font: { size: 11 },
      callback: (value: string | number) => `${100 * Number(value)} %`,
    },
  };
  const categories = {
    border: { color: theme.lines },
    grid: { display: false },
    ticks: {
      autoSkip: false,
      padding: 6,
      maxRotation: 0,
      crossAlign: rows ? ('far' as const) : ('near' as const),
      color: ({ index }: { index: number }) => (isHeading(index) ? theme.mutedForeground : theme.foreground),
      font: ({ index, chart }: { index: number; chart: Chart }) => ({
        size: (rows ? 11 : 13) - (chart.width < narrow ? (rows ? 1 : 2) : 0),
        weight: rows && isHeading(index) ? ('bold' as const) : ('normal' as const),
      }),
      callback(this: { chart: Chart }, _value: string | number, index: number) {
        const title = bars.groups[index]?.title ?? '';
        return this.chart.width < narrow ? lines(title, rows ? 18 : 12) : title;
      },
    },
  };
  return {
    indexAxis: rows ? 'y' : 'x',
    events: [],
    layout: { padding: ({ chart }: { chart: Chart }) => (rows ? { top: 20, right: 34 } : { top: 18, right: chart.width < narrow ? 4 : 44 }) },
    scales: rows ? { x: shares, y: categories } : { x: categories, y: shares },
  };
}

/** Breaks a name where it may be broken, so that it fits beside the bars of a narrow panel. */
function lines(title: string, width: number): string[] {
  return title.split(/(?<=[ _/])/).reduce<string[]>((done, part) => {
    const last = done.at(-1);
    if (last === undefined || last.length + part.length > width) return [...done, part];
    return [...done.slice(0, -1), last + part];
  }, []);
}

function rowsHeight(bars: Bars): number {
  const perRow = Math.max(1, ...bars.groups.map((group) => group.bars.length)) > 1 ? rowHeight.two : rowHeight.one;
  return 60 + bars.groups.length * perRow;
}
