import { CategoryScale, Chart, LinearScale, type BarElement, type Element, type Plugin } from 'chart.js';
import { BarWithErrorBar, BarWithErrorBarsController } from 'chartjs-chart-error-bars';
import type { Band } from './drawing';
import type { ChartTheme } from './theme';

/** How much of a group's room its band takes, and how strong its tint is: it must not hide what lies on it. */
const bandBreadth = 0.92;
const bandTint = 0.13;

/** Registers what the pages' charts are made of, and nothing else: the rest stays out of the bundle. */
export function registerChartParts(): void {
  Chart.register(CategoryScale, LinearScale, BarWithErrorBarsController, BarWithErrorBar);
  Chart.defaults.animation = false;
  Chart.defaults.maintainAspectRatio = false;
}

/** A dashed line across the bars where chance stands, with its name at the end. */
export function chanceLine(chance: number, theme: ChartTheme): Plugin<'barWithErrorBars'> {
  return {
    id: 'chanceLine',
    afterDatasetsDraw({ ctx, chartArea, scales, options, width }) {
      const across = options.indexAxis === 'y';
      const at = scales[across ? 'x' : 'y']?.getPixelForValue(chance) ?? 0;
      ctx.save();
      ctx.beginPath();
      if (across) {
        ctx.moveTo(at, chartArea.top);
        ctx.lineTo(at, chartArea.bottom);
      } else {
        ctx.moveTo(chartArea.left, at);
        ctx.lineTo(chartArea.right, at);
      }
      // Dark and light dashes in turn, so that it shows on bars of any colour.
      ctx.lineWidth = 1.5;
      ctx.strokeStyle = theme.background;
      ctx.stroke();
      ctx.strokeStyle = theme.foreground;
      ctx.setLineDash([5, 4]);
      ctx.stroke();
      ctx.font = fontOf(11);
      ctx.fillStyle = theme.mutedForeground;
      ctx.textAlign = across ? 'center' : 'left';
      ctx.textBaseline = across ? 'bottom' : 'middle';
      // Where there is no room for it, the legend has to do.
      if (across || chartArea.right + 4 + ctx.measureText('chance').width <= width) ctx.fillText('chance', across ? at : chartArea.right + 4, across ? chartArea.top - 4 : at);
      ctx.restore();
    },
  };
}

/** A band behind the bars of each group that has one, with a line at its middle. */
export function bands(bandOf: (index: number) => Band | undefined, theme: ChartTheme): Plugin<'barWithErrorBars'> {
  return {
    id: 'bands',
    beforeDatasetsDraw({ ctx, scales, options, data }) {
      const across = options.indexAxis === 'y';
      const shares = scales[across ? 'x' : 'y'];
      const categories = scales[across ? 'y' : 'x'];
      if (shares === undefined || categories === undefined) return;
      const share = (value: number): number => shares.getPixelForValue(value);
      const room = (across ? categories.height : categories.width) / Math.max(1, data.labels?.length ?? 1);
      const breadth = bandBreadth * room;
      ctx.save();
      data.labels?.forEach((_, index) => {
        const band = bandOf(index);
        if (band === undefined) return;
        const start = categories.getPixelForTick(index) - breadth / 2;
        const [low, mean, high] = [share(Math.max(0, band.low)), share(band.mean), share(Math.min(1, band.high))];
        const box: [number, number, number, number] = across ? [low, start, high - low, breadth] : [start, high, breadth, low - high];
        paintBand(ctx, box, theme);
        ctx.strokeStyle = theme.mutedForeground;
        ctx.lineWidth = 1;
        ctx.beginPath();
        ctx.moveTo(...(across ? ([mean, start] as const) : ([start, mean] as const)));
        ctx.lineTo(...(across ? ([mean, start + breadth] as const) : ([start + breadth, mean] as const)));
        ctx.stroke();
      });
      ctx.restore();
    },
  };
}

/** A tinted box: left, top, width, height in CSS pixels. In high contrast there are no tints to tell it by: it has an edge instead. */
export function paintBand(ctx: CanvasRenderingContext2D, box: readonly [number, number, number, number], theme: ChartTheme): void {
  ctx.save();
  if (theme.highContrast) {
    ctx.strokeStyle = theme.mutedForeground;
    ctx.lineWidth = 1;
    ctx.setLineDash([2, 3]);
    ctx.strokeRect(...box);
  } else {
    ctx.globalAlpha = bandTint;
    ctx.fillStyle = theme.foreground;
    ctx.fillRect(...box);
  }
  ctx.restore();
}

/** Between the figures of neighbouring bars, in CSS pixels. */
const figureGap = 4;

/** Each bar's figure at the end of its error bar, on top of whatever line crosses it there, left out where it would not fit. */
export function barValues(
  text: (datasetIndex: number, index: number) => { readonly label: string; readonly end: number } | undefined,
  theme: ChartTheme,
): Plugin<'barWithErrorBars'> {
  return {
    id: 'barValues',
    afterDatasetsDraw(chart) {
      const { ctx, scales, options } = chart;
      const across = options.indexAxis === 'y';
      ctx.save();
      ctx.fillStyle = theme.foreground;
      ctx.strokeStyle = theme.background;
      ctx.lineWidth = 3;
      ctx.lineJoin = 'round';
      ctx.textAlign = across ? 'left' : 'center';
      ctx.textBaseline = across ? 'middle' : 'bottom';
      const room = across ? Infinity : closest(chart.data.datasets.flatMap((_, at) => chart.getDatasetMeta(at).data.map((bar) => boxOf(bar).x)));
      chart.data.datasets.forEach((_, datasetIndex) => {
        chart.getDatasetMeta(datasetIndex).data.forEach((bar, index) => {
          const value = text(datasetIndex, index);
          if (value === undefined) return;
          const { x, y, height } = boxOf(bar);
          ctx.font = fontOf(across && height < 12 ? 10 : 11);
          // A figure on every bar or on none: one on some alone looks like a finding.
          if (ctx.measureText('00.0').width + figureGap > room) return;
          const end = scales[across ? 'x' : 'y']?.getPixelForValue(value.end) ?? 0;
          const [left, top] = across ? [end + 5, y] : [x, end - 3];
          ctx.strokeText(value.label, left, top);
          ctx.fillText(value.label, left, top);
        });
      });
      ctx.restore();
    },
  };
}

/** How far the closest two places are from each other. */
function closest(places: readonly number[]): number {
  const sorted = [...places].sort((a, b) => a - b);
  return sorted.slice(1).reduce((least, place, at) => Math.min(least, place - (sorted[at] ?? place)), Infinity);
}

/** Where a bar was drawn, in CSS pixels of the canvas. */
export interface BarBox {
  /** Of the bar's end if it lies, of its middle if it stands. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export function boxOf(bar: Element): BarBox {
  const { x, y, width, height } = (bar as BarElement).getProps(['x', 'y', 'width', 'height']);
  return { x: x ?? Number.NaN, y: y ?? Number.NaN, width, height };
}

function fontOf(pixels: number): string {
  return `${pixels}px ${Chart.defaults.font.family ?? 'sans-serif'}`;
}
