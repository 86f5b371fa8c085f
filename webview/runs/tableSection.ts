import { html, nothing, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import { count, percent } from '../../src/core/report/format';
import { swatch } from '../shared/legend';
import { paintAt } from '../shared/placePaint';
import { mostCharted, type Column, type RunRow, type ShownRuns } from './contract';
import type { PageActions, PageState } from './pageState';
import { sorted } from './sorting';

/** All runs, a row each; a press on a column's head sorts by it. */
export function tableSection(charted: readonly RunRow[], shown: ShownRuns, state: PageState, actions: PageActions): TemplateResult {
  const { columns, unread, leftOut } = shown;
  return html`
    <section aria-labelledby="table-title">
      <div class="toolbar">
        <h2 id="table-title">All runs</h2>
        <vscode-button appearance="secondary" @click=${actions.saveCsv}>Save as CSV</vscode-button>
        <vscode-button appearance="secondary" @click=${() => actions.copy('csv')}>Copy as CSV</vscode-button>
        <vscode-button appearance="secondary" @click=${() => actions.copy('markdown')}>Copy as Markdown</vscode-button>
      </div>
      <p class="muted">
        Up to ${mostCharted} runs of one kind stand in the chart.
        ${unread === 0 ? nothing : html`${count(unread)} more ${unread === 1 ? 'run is' : 'runs are'} being read…`}
      </p>
      <div class="scroll" role="region" tabindex="0" aria-label="Table of all runs">
        <table class="figures runs" aria-label="All runs; buttons in the column heads sort">
          <thead>
            <tr>
              <th scope="col">In the chart</th>
              ${columns.map((column) => head(column, state, actions))}
            </tr>
          </thead>
          <tbody>
            ${repeat(
              sorted(shown, state.sort),
              ({ id }) => id,
              (row) => runRow(row, columns, charted, state, actions),
            )}
          </tbody>
        </table>
      </div>
      ${leftOut.map((sentence) => html`<p class="note">${sentence}</p>`)}
    </section>
  `;
}

function head(column: Column, { sort }: PageState, actions: PageActions): TemplateResult {
  const here = sort?.column === column.name;
  const order = !here ? 'none' : sort.descending ? 'descending' : 'ascending';
  return html`<th scope="col" class=${column.kind === 'text' ? '' : 'number'} aria-sort=${order}>
    <button class="sort" data-sort=${column.name} @click=${() => actions.sortBy(column)}>
      ${column.name}<span class="order" aria-hidden="true">${here ? (sort.descending ? '↓' : '↑') : ''}</span>
    </button>
  </th>`;
}

function runRow(row: RunRow, columns: readonly Column[], charted: readonly RunRow[], { theme }: PageState, actions: PageActions): TemplateResult {
  const place = charted.findIndex(({ id }) => id === row.id);
  const why = place >= 0 ? '' : whyNot(row, charted);
  return html`<tr>
    <td class="chosen">
      <input
        type="checkbox"
        data-chart=${row.id}
        aria-label="Show ${row.title} in the chart${why === '' ? '' : `: not now, ${why}`}"
        title=${why}
        .checked=${place >= 0}
        ?disabled=${why !== ''}
        @change=${(event: Event) => actions.chart(row.id, (event.target as HTMLInputElement).checked)}
      />
      ${place < 0 ? nothing : swatch(paintAt(place, theme), theme)}
    </td>
    ${columns.map((column, at) => (at === 0 ? nameCell(row, actions) : cell(column, row.values[at] ?? null)))}
  </tr>`;
}

function whyNot(row: RunRow, charted: readonly RunRow[]): string {
  if (charted.length >= mostCharted) return `${mostCharted} runs are in the chart already`;
  const [first] = charted;
  return first === undefined || first.kind === row.kind ? '' : 'the chart is of runs on another kind of data';
}

function nameCell(row: RunRow, actions: PageActions): TemplateResult {
  return html`<th scope="row">
    <button class="plain" data-run=${row.id} @click=${() => actions.openBreakdown(row.id)}>${row.values[0] ?? row.title}</button>
    ${row.warnings.map((warning) => html`<span class="warned">${warning}</span>`)}
  </th>`;
}

function cell({ kind }: Column, value: string | number | null): TemplateResult {
  return html`<td class=${kind === 'text' ? '' : 'number'}>${written(kind, value)}</td>`;
}

function written(kind: Column['kind'], value: string | number | null): string {
  if (value === null) return '–';
  // The minute is enough for a reader; the CSV has it all.
  if (kind === 'time') return String(value).slice(0, 16).replace('T', ' ');
  if (typeof value === 'string') return value;
  return kind === 'share' ? percent(value) : count(value);
}
