import { count } from '../report/format';
import type { Condition } from './conditions';
import { conditionTitles, describePoint, panelTitle } from './describePoint';
import type { Line, Panel, Point } from './figure';
import { measureTitles, type drawnMeasures } from './measures';
import { panelBand } from './panelBand';

/* The study's figure as SVG, from its numbers alone. Lengths are pixels. */

const panelWidth = 320;
const panelHeight = 250;
const inside = { left: 46, right: 14, top: 30, bottom: 42 };
const legendHeight = 92;
const mostColumns = 3;

/** Okabe & Ito's colours, which most colour-blind people tell apart. */
const colours: Readonly<Record<Condition, string>> = { original: '#0072B2', synthetic: '#D55E00', 'synthetic-biased': '#009E73' };
type Drawn = (typeof drawnMeasures)[number];
const dashes: Readonly<Record<Drawn, string>> = { 'mnli-matched': '', 'hans-lexical-overlap': '7 4', 'hans-lexical-overlap-non-entailed': '2 3' };
/** Sideways, so that error bars of one size stand beside each other. */
const shifts: Readonly<Record<Condition, number>> = { original: -4, synthetic: 0, 'synthetic-biased': 4 };

export function figureSvg(panels: readonly Panel[], title: string): string {
  const columns = Math.min(mostColumns, panels.length);
  const width = columns * panelWidth;
  const height = Math.ceil(panels.length / columns) * panelHeight + legendHeight;
  const drawn = panels.map((panel, at) => `<g transform="translate(${(at % columns) * panelWidth} ${Math.floor(at / columns) * panelHeight})">${panelSvg(panel)}</g>`);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="Helvetica, Arial, sans-serif" font-size="11" fill="#222">`,
    `<title>${escaped(title)}</title><rect width="${width}" height="${height}" fill="#fff"/>`,
    ...drawn,
    `<g transform="translate(0 ${height - legendHeight})">${legend(panels)}</g>`,
    '</svg>\n',
  ].join('\n');
}

interface Scales {
  readonly x: (size: number) => number;
  readonly y: (accuracy: number) => number;
}

function panelSvg(panel: Panel): string {
  const { start, lines } = panel;
  const sizes = [...new Set(lines.flatMap(({ points }) => points.map(({ size }) => size)))].sort((a, b) => a - b);
  const most = Math.max(1, ...sizes);
  const scales: Scales = {
    x: (size) => inside.left + 8 + (size / most) * (panelWidth - inside.left - inside.right - 16),
    y: (accuracy) => inside.top + (1 - accuracy) * (panelHeight - inside.top - inside.bottom),
  };
  return [text(panelWidth / 2, 18, panelTitle(start), 'middle', 'bold'), bandOf(panel, most, scales), axes(sizes, scales), ...lines.map((line) => lineSvg(line, scales)), ...openMarks(lines, scales)].join('');
}

function axes(sizes: readonly number[], { x, y }: Scales): string {
  const [left, right] = [inside.left, panelWidth - inside.right];
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((at) => `<path d="M${left} ${round(y(at))}H${right}" stroke="#ddd" fill="none"/>${text(left - 6, y(at) + 4, at.toFixed(2).replace(/^0/, ''), 'end')}`);
  const names = sizes.map((size) => text(x(size), y(0) + 15, count(size), 'middle'));
  return [...ticks, `<path d="M${left} ${round(y(1))}V${round(y(0))}H${right}" stroke="#444" fill="none"/>`, ...names, text((left + right) / 2, y(0) + 31, 'further examples', 'middle')].join('');
}

/** As wide as the points stand. */
function bandOf(panel: Panel, most: number, { x, y }: Scales): string {
  const band = panelBand(panel);
  if (band === null) return '';
  const [low, high] = band;
  return `<rect x="${round(x(0) - 8)}" y="${round(y(high))}" width="${round(x(most) - x(0) + 16)}" height="${round(y(low) - y(high))}" fill="#eee"/>`;
}

function lineSvg({ condition, measure, points }: Line, scales: Scales): string {
  const colour = colours[condition];
  const known = points.filter((point): point is Point & { readonly accuracy: object } => point.accuracy !== null);
  const place = ({ size, accuracy }: (typeof known)[number]): readonly [number, number] => [round(scales.x(size) + shifts[condition]), round(scales.y(accuracy.mean))];
  const way = known.map((point, at) => `${at === 0 ? 'M' : 'L'}${place(point).join(' ')}`).join('');
  const bars = known.map((point) => `M${place(point)[0]} ${round(scales.y(point.accuracy.interval[0]))}V${round(scales.y(point.accuracy.interval[1]))}`).join('');
  const marks = known.map((point) => {
    const [x, y] = place(point);
    return `<circle cx="${x}" cy="${y}" r="3" stroke="${colour}" fill="${point.state === 'done' ? colour : '#fff'}"><title>${escaped(describePoint(point))}</title></circle>`;
  });
  return `<g data-line="${condition}/${measure}" stroke="${colour}" fill="none"><path d="${bars}" stroke-width="1" opacity=".55"/><path d="${way}" stroke-width="1.6" stroke-dasharray="${dashes[measure as Drawn]}"/>${marks.join('')}</g>`;
}

/** A cross at the foot for each cell that is not done, and a dash for one that cannot be. */
function openMarks(lines: readonly Line[], { x, y }: Scales): string[] {
  return lines
    .filter(({ measure }) => measure === 'mnli-matched')
    .flatMap(({ condition, points }) =>
      points
        .filter(({ state }) => state === 'open' || state === 'left-out')
        .map((point) => `<g fill="${colours[condition]}" data-open="${condition}/${point.size}">${text(x(point.size) + 2 * shifts[condition], y(0) - 5, point.state === 'open' ? '×' : '–', 'middle', 'bold', describePoint(point))}</g>`),
    );
}

function legend(panels: readonly Panel[]): string {
  const conditions = [...new Set(panels.flatMap(({ lines }) => lines.map(({ condition }) => condition)))];
  const rows = conditions.map((condition, at) => `<path d="M${inside.left} ${14 + 18 * at}h26" stroke="${colours[condition]}" stroke-width="3"/>${text(inside.left + 34, 18 + 18 * at, conditionTitles[condition])}`);
  const lines = (Object.keys(dashes) as Drawn[]).map((measure, at) => `<path d="M${panelWidth / 2 + 20} ${14 + 18 * at}h26" stroke="#444" stroke-width="1.6" stroke-dasharray="${dashes[measure]}"/>${text(panelWidth / 2 + 54, 18 + 18 * at, measureTitles[measure])}`);
  const open = panels.some((panel) => panel.lines.some(({ points }) => points.some(({ state }) => state !== 'done')));
  const notes = ['Bars: 95 % intervals. Grey: the spread of seeds (BERT) around the starting point, for the dotted lines.', ...(open ? ['× not done yet, – too few originals, ○ not all seeds.'] : [])];
  return [...rows, ...lines, ...notes.map((note, at) => text(inside.left, 72 + 14 * at, note))].join('');
}

function text(x: number, y: number, content: string, anchor = 'start', weight = 'normal', title = ''): string {
  const hint = title === '' ? '' : `<title>${escaped(title)}</title>`;
  return `<text x="${round(x)}" y="${round(y)}" text-anchor="${anchor}" font-weight="${weight}">${hint}${escaped(content)}</text>`;
}

function round(length: number): number {
  return Math.round(10 * length) / 10;
}

function escaped(content: string): string {
  return content.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[sign] ?? '&quot;');
}
