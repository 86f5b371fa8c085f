import { Chart, type ChartConfiguration } from 'chart.js';
import { percent } from '../../src/core/report/format';
import { fillOf } from './barPaint';
import { bands, barValues, boxOf, chanceLine } from './chartParts';
import type { Drawing, DrawnBar } from './drawing';
import type { ChartTheme } from './theme';

/** Where the button over a bar goes, in CSS pixels of the chart's box. */
export interface BarPlace {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** By the bars' keys. */
export type BarPlaces = ReadonlyMap<string, BarPlace>;

const rowHeight = { one: 22, more: 17 };
const narrow = 460;
/** Names of narrower groups would run into each other: they stand upright. */
const narrowGroup = 118;

/** A chart of shares. It is drawn anew on each refresh: sixty bars take a few milliseconds. */
export class BarChart {
  private chart: Chart<'barWithErrorBars'> | undefined;

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly onPlaced: (places: BarPlaces) => void,
  ) {}

  draw(drawing: Drawing, theme: ChartTheme): void {
    this.chart?.destroy();
    const box = this.canvas.parentElement;
    if (box === null) return;
    box.style.height = drawing.layout === 'rows' ? `${rowsHeight(drawing)}px` : '';
    Chart.defaults.font.family = theme.fontFamily;
    const perGroup = Math.max(0, ...drawing.groups.map((group) => group.bars.length));
    const barAt = (dataset: number, index: number): DrawnBar | undefined => drawing.groups[index]?.bars[dataset];
    this.chart = new Chart(this.canvas, {
      type: 'barWithErrorBars',
      data: {
        labels: drawing.groups.map((group) => group.title),
        datasets: Array.from({ length: perGroup }, (_, dataset) => ({
          data: drawing.groups.map((_group, index) => valueOf(drawing, barAt(dataset, index))),
          backgroundColor: drawing.groups.map((_group, index) => {
            const bar = barAt(dataset, index);
            return bar === undefined ? 'transparent' : fillOf(bar.paint, theme);
          }) as string[],
          borderColor: drawing.groups.map((_group, index) => {
            const bar = barAt(dataset, index);
            return bar === undefined ? 'transparent' : bar.paint.colour;
          }),
          borderWidth: drawing.groups.map((_group, index) => {
            const bar = barAt(dataset, index);
            return bar === undefined || bar.paint.texture === 'solid' ? 0 : 1.5;
          }),
          borderRadius: 2,
          categoryPercentage: drawing.layout === 'rows' ? 0.86 : 0.74,
          barPercentage: drawing.layout === 'rows' ? 0.84 : 0.88,
          maxBarThickness: drawing.layout === 'rows' ? 16 : 72,
          errorBarColor: theme.foreground,
          errorBarWhiskerColor: theme.foreground,
          errorBarLineWidth: 1.25,
          errorBarWhiskerLineWidth: 1.25,
          errorBarWhiskerRatio: drawing.layout === 'rows' ? 0.6 : 0.22,
        })),
      },
      options: optionsOf(drawing, theme),
      plugins: [
        bands((index) => drawing.groups[index]?.band ?? undefined, theme),
        ...(drawing.chance === null ? [] : [chanceLine(drawing.chance, theme)]),
        barValues((dataset, index) => {
          const bar = barAt(dataset, index);
          if (bar?.accuracy == null) return undefined;
          return { label: percent(bar.accuracy).replace(/(?<=^100)\.0| %/g, ''), end: bar.interval?.[1] ?? bar.accuracy };
        }, theme),
        { id: 'placing', afterRender: (chart) => this.onPlaced(placesOf(drawing, chart)) },
      ],
    } satisfies ChartConfiguration<'barWithErrorBars'>);
  }
}

function placesOf(drawing: Drawing, chart: Chart): BarPlaces {
  const places = new Map<string, BarPlace>();
  const { chartArea } = chart;
  drawing.groups.forEach((group, index) => {
    group.bars.forEach((bar, dataset) => {
      const drawn = chart.getDatasetMeta(dataset).data[index];
      if (drawn === undefined) return;
      const { x, y, width, height } = boxOf(drawn);
      places.set(
        bar.key,
        drawing.layout === 'rows'
          ? { left: chartArea.left, top: y - height / 2 - 1, width: chartArea.width, height: height + 2 }
          : { left: x - width / 2 - 2, top: chartArea.top, width: width + 4, height: chartArea.height },
      );
    });
  });
  return places;
}

type Value = ChartConfiguration<'barWithErrorBars'>['data']['datasets'][number]['data'][number];

/** A cell without examples has no figure, and NaN draws nothing. */
function valueOf({ layout }: Drawing, bar: DrawnBar | undefined): Value {
  const accuracy = bar?.accuracy ?? Number.NaN;
  const [low, high] = bar?.interval ?? [Number.NaN, Number.NaN];
  // The category's own coordinate comes from the label at the same index.
  return layout === 'rows' ? { x: accuracy, xMin: low, xMax: high } : { y: accuracy, yMin: low, yMax: high };
}

function optionsOf(drawing: Drawing, theme: ChartTheme): ChartConfiguration<'barWithErrorBars'>['options'] {
  const { top = 1 } = drawing;
  const rows = drawing.layout === 'rows';
  const isUpright = (chart: Chart): boolean => !rows && chart.width < narrowGroup * drawing.groups.length;
  // The library calls a function here as it does for colours, though its types do not say so.
  const rotation = (({ chart }: { chart: Chart }) => (isUpright(chart) ? 90 : 0)) as unknown as number;
  const isHeading = (index: number): boolean => drawing.groups[index]?.bars.length === 0;
  const shares = {
    min: 0,
    max: top,
    border: { display: false },
    grid: { color: theme.lines, drawTicks: false },
    ticks: {
      color: theme.mutedForeground,
      stepSize: top / 4,
      padding: 6,
      font: { size: 11 },
      callback: (value: string | number) => `${Number((100 * Number(value)).toFixed(2))} %`,
    },
  };
  const categories = {
    border: { color: theme.lines },
    grid: { display: false },
    ticks: {
      autoSkip: false,
      padding: 6,
      minRotation: rotation,
      maxRotation: rotation,
      crossAlign: rows ? ('far' as const) : ('near' as const),
      color: ({ index }: { index: number }) => (isHeading(index) ? theme.mutedForeground : theme.foreground),
      font: ({ index, chart }: { index: number; chart: Chart }) => ({
        size: (rows ? 11 : 13) - (chart.width < narrow ? (rows ? 1 : 2) : 0),
        weight: rows && isHeading(index) ? ('bold' as const) : ('normal' as const),
      }),
      callback(this: { chart: Chart }, _value: string | number, index: number) {
        const group = drawing.groups[index];
        const texts = [group?.title ?? '', ...(group?.subtitle === undefined ? [] : [group.subtitle])];
        if (isUpright(this.chart)) return texts;
        return this.chart.width < narrow * (texts.length > 1 ? 1.6 : 1) ? texts.flatMap((text) => lines(text, rows ? 18 : 12)) : texts;
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

function rowsHeight(drawing: Drawing): number {
  const most = Math.max(1, ...drawing.groups.map((group) => group.bars.length));
  const perRow = most > 1 ? rowHeight.more * most : rowHeight.one;
  return 60 + drawing.groups.length * perRow;
}
