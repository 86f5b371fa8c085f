import { percent } from '../../src/core/report/format';
import { fillOf } from '../shared/barPaint';
import type { ChartTheme } from '../shared/theme';
import type { Bars } from './bars';
import { paintOf } from './chart';
import type { Breakdown, Slot } from './contract';

const margin = 20;
const lineHeight = 22;

/** The chart with its title and legend as a PNG data URL: a picture that explains itself. */
export function pngOf(chart: HTMLCanvasElement, bars: Bars, { first, second }: Breakdown, theme: ChartTheme): string {
  const scale = chart.width / chart.clientWidth;
  const width = chart.clientWidth + 2 * margin;
  const runs: (readonly [Slot, string])[] = [['first', first.title]];
  if (second?.report.kind === first.report.kind) runs.push(['second', second.title]);
  const head = margin + (2 + runs.length) * lineHeight;
  const picture = document.createElement('canvas');
  picture.width = Math.round(width * scale);
  picture.height = Math.round((head + chart.clientHeight + margin) * scale);
  const context = picture.getContext('2d');
  if (context === null) return chart.toDataURL('image/png');
  context.scale(scale, scale);
  context.fillStyle = theme.background;
  context.fillRect(0, 0, width, head + chart.clientHeight + margin);
  context.fillStyle = theme.foreground;
  context.textBaseline = 'middle';
  context.font = `600 14px ${theme.fontFamily}`;
  context.fillText(bars.caption, margin, margin + lineHeight / 2, width - 2 * margin);
  context.font = `12px ${theme.fontFamily}`;
  context.fillText(`95 % Wilson intervals; chance is ${percent(bars.chance)}`, margin, margin + 1.5 * lineHeight, width - 2 * margin);
  runs.forEach(([slot, title], row) => {
    const y = margin + (2.5 + row) * lineHeight;
    let x = margin;
    for (const gold of bars.golds) {
      const paint = paintOf(gold, slot, theme);
      context.fillStyle = fillOf(paint, theme);
      context.fillRect(x, y - 6, 12, 12);
      context.strokeStyle = paint.colour;
      context.strokeRect(x + 0.5, y - 5.5, 11, 11);
      context.fillStyle = theme.foreground;
      context.fillText(gold, x + 18, y);
      x += 18 + context.measureText(gold).width + 16;
    }
    context.fillStyle = theme.mutedForeground;
    context.fillText(title, x, y, Math.max(width - margin - x, 1));
  });
  context.drawImage(chart, margin, head, chart.clientWidth, chart.clientHeight);
  return picture.toDataURL('image/png');
}
