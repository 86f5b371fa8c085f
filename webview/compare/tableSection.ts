import { html, nothing, type TemplateResult } from 'lit-html';
import { heuristics, heuristicTitles } from '../../src/core/hans/subcases';
import { count, percent, pValue, signedPoints } from '../../src/core/report/format';
import { cellKey, cellName } from '../shared/cellNames';
import type { Bars, Compared } from './bars';
import type { Change, ComparedCell, ShownComparison } from './contract';
import type { PageActions } from './pageState';

const figureColumns = 9;

/** The chart's figures with the tests, and the lists of examples that changed. */
export function tableSection(bars: Bars, comparison: ShownComparison, actions: PageActions): TemplateResult {
  const rowName = bars.layout === 'rows' ? 'Subcase' : comparison.kind === 'hans' ? 'Heuristic' : 'Gold label';
  const withGold = bars.layout === 'columns' && comparison.kind === 'hans';
  const caption = `${bars.caption}, on ${count(comparison.overall.a.total)} common examples`;
  return html`
    <section aria-labelledby="table-title">
      <div class="toolbar">
        <h2 id="table-title">Cell by cell</h2>
        <vscode-button appearance="secondary" @click=${() => actions.copy('csv')}>Copy as CSV</vscode-button>
        <vscode-button appearance="secondary" @click=${() => actions.copy('markdown')}>Copy as Markdown</vscode-button>
      </div>
      <div class="scroll" role="region" tabindex="0" aria-label="Table: ${caption}">
        <table class="figures">
          <caption>${caption}</caption>
          <thead>
            <tr>
              <th scope="col">${rowName}</th>
              ${withGold ? html`<th scope="col">Gold label</th>` : nothing}
              <th scope="col" class="number">Examples</th>
              <th scope="col" class="number">A</th>
              <th scope="col" class="number">B</th>
              <th scope="col" class="number">Difference</th>
              <th scope="col" class="number">Seed spread</th>
              <th scope="col" class="number">p</th>
              <th scope="col" class="number">p (Holm)</th>
              <th scope="col" class="number">Fixed</th>
              <th scope="col" class="number">Broken</th>
            </tr>
          </thead>
          ${withGold ? goldRows(bars, actions) : html`<tbody>${bars.groups.map((group) => plainRow(group, actions))}</tbody>`}
          <tbody>
            <tr>
              <th scope="row" colspan=${withGold ? 2 : 1}>All</th>
              ${cells(comparison.overall, actions)}
            </tr>
          </tbody>
        </table>
      </div>
      <p class="muted">
        Difference in percentage points, B less A. Fixed: A wrong and B right. Broken: A right and B wrong.
      </p>
    </section>
  `;
}

/** HANS by heuristic: a row a gold label, under the heuristic's name. */
function goldRows(bars: Bars, actions: PageActions): TemplateResult {
  const every = bars.groups.flatMap(({ compared }) => (compared === null ? [] : [compared]));
  return html`${heuristics.map((heuristic) => {
    const rows = every.filter(({ cell }) => cell.kind === 'heuristic' && cell.heuristic === heuristic);
    return html`<tbody>
      ${rows.map(
        (row, index) => html`<tr>
          ${index === 0 ? html`<th scope="rowgroup" rowspan=${rows.length}>${heuristicTitles[heuristic]}</th>` : nothing}
          <th scope="row">${row.gold}</th>
          ${cells(row, actions)}
        </tr>`,
      )}
    </tbody>`;
  })}`;
}

function plainRow({ title, compared }: { readonly title: string; readonly compared: Compared | null }, actions: PageActions): TemplateResult {
  if (compared === null) return html`<tr class="heading"><th scope="colgroup" colspan=${1 + figureColumns}>${title}</th></tr>`;
  return html`<tr>
    <th scope="row">${title}</th>
    ${cells(compared, actions)}
  </tr>`;
}

function cells(compared: ComparedCell, actions: PageActions): TemplateResult {
  const { a, b, delta, p, pHolm, spread } = compared;
  return html`
    <td class="number">${count(a.total)}</td>
    <td class="number">${a.accuracy === null ? '–' : percent(a.accuracy)}</td>
    <td class="number">${b.accuracy === null ? '–' : percent(b.accuracy)}</td>
    <td class="number strong">${delta === null ? '–' : signedPoints(delta)}</td>
    <td class="number">${spread === null ? '–' : `±${(100 * spread).toFixed(1)}`}</td>
    <td class="number">${p === null ? '–' : pValue(p)}</td>
    <td class="number">${pHolm === null ? '–' : pValue(pHolm)}</td>
    <td class="number">${changed('fixed', compared, actions)}</td>
    <td class="number">${changed('broken', compared, actions)}</td>
  `;
}

function changed(change: Change, compared: ComparedCell, actions: PageActions): TemplateResult | string {
  const examples = compared[change];
  if (examples === 0) return '0';
  const { cell } = compared;
  return html`<button
    class="plain"
    data-changed="${change}/${cell === null ? 'all' : cellKey(cell)}"
    aria-label="${count(examples)} ${change}, open: ${cell === null ? 'all' : cellName(cell)}"
    @click=${() => actions.openChanged(change, cell)}
  >
    ${count(examples)}
  </button>`;
}
