import { html, nothing, type TemplateResult } from 'lit-html';
import { conditionTitles, pointFigures } from '../../src/core/experiment/describePoint';
import { drawnMeasures, measures, measureTitles, type Measure } from '../../src/core/experiment/measures';
import type { Point } from '../../src/core/experiment/figure';
import { pointKey } from '../../src/core/experiment/panelMarks';
import { count, percent, percentInterval } from '../../src/core/report/format';
import { tableHeading } from '../shared/tableSection';
import type { ShownFigure } from './contract';
import type { PageActions, PageState } from './pageState';

/** Every accuracy, with those of tests that the figure does not draw. A row a classifier, a column a test. */
export function pointSection({ points }: ShownFigure, { pointedAt }: PageState, actions: PageActions): TemplateResult {
  // Those of the figure first: the table may be wider than the page.
  const columns = [...new Set<Measure>([...drawnMeasures, ...measures])].filter((measure) => points.some((point) => point.measure === measure));
  const known = points.filter(({ accuracy }) => accuracy !== null).map(pointKey);
  // One stop for the Tab key; the arrow keys do the rest.
  const stop = pointedAt !== null && known.includes(pointedAt) ? pointedAt : known[0];
  return html`
    <section aria-labelledby="points-title" data-table="points">
      ${tableHeading('points', 'Accuracies', (format) => actions.copy('points', format))}
      <p class="muted">Right answers with their 95 % intervals. Choose one to open the breakdown of its run; arrow keys move between them.</p>
      <div class="scroll" role="region" tabindex="0" aria-label="Table: Accuracies">
        <table class="figures points" aria-labelledby="points-title" @keydown=${moveBetweenCells}>
          <thead>
            <tr>
              <th scope="col">Starting point</th>
              <th scope="col">Further examples</th>
              ${columns.map((measure) => html`<th scope="col" class="number">${measureTitles[measure]}</th>`)}
            </tr>
          </thead>
          ${startsOf(points).map((rows) => html`<tbody>${rows.map((row, at) => classifierRow(row, at === 0 ? rows.length : 0, columns, stop, actions))}</tbody>`)}
        </table>
      </div>
    </section>
  `;
}

/** Points of one classifier, over its seeds. */
type Row = readonly [Point, ...Point[]];

/** Rows by starting point. Without further examples there are no conditions, and so one row. */
function startsOf(points: readonly Point[]): Row[][] {
  const starts = new Map<number, Map<string, Row>>();
  for (const point of points) {
    const rows = starts.get(point.start) ?? new Map<string, Row>();
    starts.set(point.start, rows);
    const key = point.size === 0 ? '' : `${point.condition}/${point.size}`;
    const before = rows.get(key);
    if (before?.some(({ measure }) => measure === point.measure) !== true) rows.set(key, before === undefined ? [point] : [...before, point]);
  }
  return [...starts.values()].map((rows) => [...rows.values()]);
}

/** @param heads how many rows its first cell heads: 0 where one above it does */
function classifierRow(row: Row, heads: number, columns: readonly Measure[], stop: string | undefined, actions: PageActions): TemplateResult {
  const [{ start, size, condition }] = row;
  return html`<tr>
    ${heads === 0 ? nothing : html`<th scope="rowgroup" rowspan=${heads}>${start === 0 ? 'the base' : count(start)}</th>`}
    <th scope="row">${size === 0 ? 'none' : `${count(size)} ${conditionTitles[condition]}`}</th>
    ${columns.map((measure) => {
      const point = row.find((each) => each.measure === measure);
      return html`<td class="number">${point === undefined ? '–' : accuracyCell(point, stop, actions)}</td>`;
    })}
  </tr>`;
}

function accuracyCell(point: Point, stop: string | undefined, actions: PageActions): TemplateResult | string {
  const { accuracy, seeds, planned, measure } = point;
  if (accuracy === null) return pointFigures(point);
  const key = pointKey(point);
  return html`<button
      class="plain"
      data-point=${key}
      data-measure=${measure}
      tabindex=${key === stop ? 0 : -1}
      @focus=${() => actions.point(key)}
      @click=${() => actions.open(point)}
    >${percent(accuracy.mean)}</button>
    <span class="muted">${percentInterval(accuracy.interval)}${seeds < planned ? html`<br />${count(seeds)} of ${count(planned)} seeds` : nothing}</span>`;
}

/** Left and right through all cells, up and down within a test. */
function moveBetweenCells(event: KeyboardEvent): void {
  const buttons = [...(event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>('button')];
  const target = event.target as HTMLElement;
  const column = buttons.filter(({ dataset }) => dataset['measure'] === target.dataset['measure']);
  const [list, step] = { ArrowRight: [buttons, 1] as const, ArrowLeft: [buttons, -1] as const, ArrowDown: [column, 1] as const, ArrowUp: [column, -1] as const }[event.key] ?? [];
  if (list === undefined || step === undefined) return;
  event.preventDefault();
  list[list.indexOf(target) + step]?.focus();
}
