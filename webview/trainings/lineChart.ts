import { Chart, LinearScale, LineController, LineElement, PointElement, Tooltip, type ChartConfiguration } from 'chart.js';
import { count } from '../../src/core/report/format';
import type { ChartTheme } from '../shared/theme';
import type { Line, LineDrawing } from './drawings';

/** How much of a raw line shows through: it is noise around the smoothed one. */
const rawOpacity = '66';

/** Registers what the charts are made of, and nothing else: the rest stays out of the bundle. */
export function registerLineParts(): void {
  Chart.register(LineController, LineElement, PointElement, LinearScale, Tooltip);
  Chart.defaults.animation = false;
  Chart.defaults.maintainAspectRatio = false;
}

/** A chart of lines that grow while they are looked at. */
export class LineChart {
  private chart: Chart<'line'> | undefined;

  constructor(private readonly canvas: HTMLCanvasElement) {}

  draw(drawing: LineDrawing, theme: ChartTheme): void {
    Chart.defaults.font.family = theme.fontFamily;
    const data = { datasets: drawing.lines.map((line) => datasetOf(line, theme)) };
    const options = optionsOf(drawing, theme);
    if (this.chart === undefined) {
      this.chart = new Chart(this.canvas, { type: 'line', data, options });
      return;
    }
    // In place, so that what is shown beside the pointer stays.
    this.chart.data = data;
    this.chart.options = options;
    this.chart.update('none');
  }

  destroy(): void {
    this.chart?.destroy();
  }
}

function datasetOf({ label, colour, dash, kind, values }: Line, theme: ChartTheme): ChartConfiguration<'line'>['data']['datasets'][number] {
  const stroke = kind === 'raw' && !theme.highContrast && /^#[\da-f]{6}$/i.test(colour) ? `${colour}${rawOpacity}` : colour;
  // A single value has no line yet.
  const radius = kind === 'marked' || values.length === 1 ? 3 : 0;
  return {
    label,
    data: [...values],
    borderColor: stroke,
    backgroundColor: colour,
    borderWidth: kind === 'raw' ? 1 : 2,
    borderDash: kind === 'raw' ? [] : [...dash],
    pointRadius: radius,
    pointHitRadius: 6,
  };
}

function optionsOf({ written, fromZero }: LineDrawing, theme: ChartTheme): NonNullable<ChartConfiguration<'line'>['options']> {
  const axis = { border: { display: false }, grid: { color: theme.lines, drawTicks: false } };
  const ticks = { color: theme.mutedForeground, padding: 6, font: { size: 11 } };
  return {
    parsing: false,
    interaction: { mode: 'nearest', axis: 'x', intersect: false },
    scales: {
      x: { type: 'linear', min: 0, ...axis, ticks: { ...ticks, maxTicksLimit: 7, precision: 0, maxRotation: 0, callback: (value) => count(Number(value)) } },
      y: { type: 'linear', beginAtZero: fromZero, ...axis, ticks: { ...ticks, maxTicksLimit: 5, callback: (value) => written(Number(value)) } },
    },
    plugins: {
      tooltip: {
        backgroundColor: theme.background,
        borderColor: theme.mutedForeground,
        borderWidth: 1,
        titleColor: theme.foreground,
        bodyColor: theme.foreground,
        callbacks: {
          title: ([first]) => (first === undefined ? '' : `Step ${count(first.parsed.x ?? 0)}`),
          label: ({ dataset, parsed }) => `${dataset.label ?? ''}: ${written(parsed.y ?? 0)}`,
        },
      },
    },
  };
}
