import { fillOf } from './barPaint';
import type { LegendEntry } from './legend';
import type { ChartTheme } from './theme';

const margin = 20;
const lineHeight = 22;

/** What is written over a chart that stands alone. */
export interface PictureText {
  readonly title: string;
  /** What intervals, lines and bands mean. */
  readonly notes: readonly string[];
  /** A row of the legend each: what its bars look like, and the run that they are of. */
  readonly rows: readonly { readonly entries: readonly LegendEntry[]; readonly text: string }[];
}

/** The chart with its title and legend as a PNG data URL: a picture that explains itself. */
export function pngOf(chart: HTMLCanvasElement, { title, notes, rows }: PictureText, theme: ChartTheme): string {
  const scale = chart.width / chart.clientWidth;
  const width = chart.clientWidth + 2 * margin;
  const head = margin + (1 + notes.length + rows.length) * lineHeight;
  const height = head + chart.clientHeight + margin;
  const picture = document.createElement('canvas');
  picture.width = Math.round(width * scale);
  picture.height = Math.round(height * scale);
  const context = picture.getContext('2d');
  if (context === null) return chart.toDataURL('image/png');
  context.scale(scale, scale);
  context.fillStyle = theme.background;
  context.fillRect(0, 0, width, height);
  context.fillStyle = theme.foreground;
  context.textBaseline = 'middle';
  context.font = `600 14px ${theme.fontFamily}`;
  context.fillText(title, margin, margin + lineHeight / 2, width - 2 * margin);
  context.font = `12px ${theme.fontFamily}`;
  notes.forEach((note, row) => {
    context.fillText(note, margin, margin + (1.5 + row) * lineHeight, width - 2 * margin);
  });
  rows.forEach(({ entries, text }, row) => {
    const y = margin + (1.5 + notes.length + row) * lineHeight;
    let x = margin;
    for (const { paint, text: name } of entries) {
      context.fillStyle = fillOf(paint, theme);
      context.fillRect(x, y - 6, 12, 12);
      context.strokeStyle = paint.colour;
      context.strokeRect(x + 0.5, y - 5.5, 11, 11);
      context.fillStyle = theme.foreground;
      context.fillText(name, x + 18, y);
      x += 18 + context.measureText(name).width + 16;
    }
    context.fillStyle = theme.mutedForeground;
    context.fillText(text, x, y, Math.max(width - margin - x, 1));
  });
  context.drawImage(chart, margin, head, chart.clientWidth, chart.clientHeight);
  return picture.toDataURL('image/png');
}
