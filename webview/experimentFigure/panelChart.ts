import { Chart, LinearScale, LineController, LineElement, PointElement, type ChartConfiguration, type Plugin } from 'chart.js';
import type { MarkedLine } from '../../src/core/experiment/panelMarks';
import { count } from '../../src/core/report/format';
import type { BarPlaces } from '../shared/barChart';
import { paintBand } from '../shared/chartParts';
import type { ChartTheme } from '../shared/theme';
import { dashOf, markOf, type PanelDrawing } from './drawing';

type Configuration = ChartConfiguration<'line'>;
type Dataset = Configuration['data']['datasets'][number];

/** Of the button over a point, in CSS pixels. */
const target = { width: 14, height: 16 };
/** Beside the first and the last size, as a share of the axis. */
const margin = 0.07;
/** Below 0, where cells without a figure are marked. */
const foot = 0.1;
/** Half the breadth of an error bar's ends. */
const whisker = 3;
const ticksAt = [0, 0.25, 0.5, 0.75, 1];

/** Registers what the charts are made of, and nothing else: the rest stays out of the bundle. */
export function registerPanelParts(): void {
  Chart.register(LineController, LineElement, PointElement, LinearScale);
  Chart.defaults.animation = false;
  Chart.defaults.maintainAspectRatio = false;
}

/** A panel of the figure. It is drawn anew on each refresh, which takes a few milliseconds. */
export class PanelChart {
  private chart: Chart<'line'> | undefined;

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly onPlaced: (places: BarPlaces) => void,
  ) {}

  draw(drawing: PanelDrawing, theme: ChartTheme): void {
    this.chart?.destroy();
    Chart.defaults.font.family = theme.fontFamily;
    this.chart = new Chart(this.canvas, {
      type: 'line',
      data: { datasets: [...drawing.lines.map((line) => lineDataset(line, theme)), missingDataset(drawing, theme)] },
      options: optionsOf(drawing, theme),
      plugins: [seedBand(drawing, theme), errorBars(drawing, theme), { id: 'placing', afterRender: (chart) => this.onPlaced(placesOf(drawing, chart)) }],
    } satisfies Configuration);
  }

  destroy(): void {
    this.chart?.destroy();
  }
}

function lineDataset({ condition, measure, points }: MarkedLine, theme: ChartTheme): Dataset {
  const marks = points.map((point) => markOf(point.condition, theme));
  const colours = marks.map(({ colour }) => colour);
  return {
    data: points.map(({ x, accuracy }) => ({ x, y: accuracy })),
    borderColor: markOf(condition, theme).colour,
    borderWidth: 1.75,
    borderDash: [...dashOf(measure)],
    pointStyle: marks.map(({ shape }) => shape),
    pointRadius: points.map(({ marked }) => (marked ? 4 : 0)),
    pointBorderColor: colours,
    pointBackgroundColor: points.map(({ whole }, at) => (whole ? colours[at] : theme.background) ?? theme.background),
    pointBorderWidth: 1.5,
    clip: 8,
  };
}

function missingDataset({ missing }: PanelDrawing, theme: ChartTheme): Dataset {
  return {
    data: missing.map(({ x }) => ({ x, y: -foot / 2 })),
    showLine: false,
    pointStyle: missing.map(({ impossible }) => (impossible ? 'dash' : 'crossRot')),
    pointRadius: 4,
    pointBorderWidth: 2,
    pointBorderColor: missing.map(({ condition }) => markOf(condition, theme).colour),
    clip: 8,
  };
}

function optionsOf({ sizes, most, hasFoot }: PanelDrawing, theme: ChartTheme): NonNullable<Configuration['options']> {
  const ticks = { color: theme.mutedForeground, padding: 6, font: { size: 11 }, maxRotation: 0 };
  const axis = { type: 'linear' as const, border: { display: false } };
  return {
    events: [],
    // Then points have to stand from left to right, or the library leaves some out.
    parsing: false,
    plugins: {},
    scales: {
      x: {
        ...axis,
        min: -margin * most,
        max: (1 + margin) * most,
        grid: { display: false },
        title: { display: true, text: 'further examples', color: theme.mutedForeground, font: { size: 11 } },
        ticks: { ...ticks, callback: (value) => count(Number(value)) },
        afterBuildTicks: (scale) => {
          scale.ticks = sizes.map((value) => ({ value }));
        },
      },
      y: {
        ...axis,
        min: hasFoot ? -foot : -0.02,
        max: 1.02,
        grid: { color: theme.lines, drawTicks: false },
        ticks: { ...ticks, callback: (value) => `${100 * Number(value)} %` },
        afterBuildTicks: (scale) => {
          scale.ticks = ticksAt.map((value) => ({ value }));
        },
      },
    },
  };
}

/** How far a change of seed alone may carry the non-entailed half. */
function seedBand({ band }: PanelDrawing, theme: ChartTheme): Plugin<'line'> {
  return {
    id: 'seedBand',
    beforeDatasetsDraw({ ctx, scales, chartArea }) {
      const { y } = scales;
      if (band === null || y === undefined) return;
      const [bottom, top] = [y.getPixelForValue(band[0]), y.getPixelForValue(band[1])];
      paintBand(ctx, [chartArea.left, top, chartArea.width, bottom - top], theme);
    },
  };
}

/** Behind the lines, and paler, so that eighteen of them do not hide these. In high contrast nothing is pale. */
function errorBars({ lines }: PanelDrawing, theme: ChartTheme): Plugin<'line'> {
  return {
    id: 'errorBars',
    beforeDatasetsDraw({ ctx, scales: { x, y } }) {
      if (x === undefined || y === undefined) return;
      ctx.save();
      ctx.globalAlpha = theme.highContrast ? 1 : 0.6;
      for (const { interval, condition, ...point } of lines.flatMap(({ points }) => points.filter(({ marked }) => marked))) {
        const at = x.getPixelForValue(point.x);
        const [low, high] = [y.getPixelForValue(interval[0]), y.getPixelForValue(interval[1])];
        ctx.strokeStyle = markOf(condition, theme).colour;
        ctx.beginPath();
        ctx.moveTo(at, low);
        ctx.lineTo(at, high);
        for (const end of [low, high]) {
          ctx.moveTo(at - whisker, end);
          ctx.lineTo(at + whisker, end);
        }
        ctx.stroke();
      }
      ctx.restore();
    },
  };
}

function placesOf({ lines }: PanelDrawing, chart: Chart): BarPlaces {
  const { x, y } = chart.scales;
  if (x === undefined || y === undefined) return new Map();
  const marked = lines.flatMap(({ points }) => points).filter((point) => point.marked);
  return new Map(
    marked.map((point) => [
      point.key,
      { left: x.getPixelForValue(point.x) - target.width / 2, top: y.getPixelForValue(point.accuracy) - target.height / 2, ...target },
    ]),
  );
}
