import { html, nothing, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import { labels } from '../../src/core/nli/label';
import { count, percent, percentInterval } from '../../src/core/report/format';
import type { Tally } from '../../src/core/scoring/tally';
import { type Bar, type BarGroup, type Bars } from './bars';
import type { Breakdown, ShownRun, Slot } from './contract';
import type { PageActions } from './pageState';

/** The chart's figures as a table, for readers of screens and of decimals. */
export function tableSection(bars: Bars, { first, second }: Breakdown, actions: PageActions): TemplateResult {
  const slots: readonly Slot[] = second?.report.kind === first.report.kind ? ['first', 'second'] : ['first'];
  const rowName = bars.layout === 'rows' ? 'Subcase' : first.report.kind === 'hans' ? 'Heuristic' : 'Gold label';
  const withGold = bars.layout === 'columns' && first.report.kind === 'hans';
  return html`
    <section aria-labelledby="table-title">
      <div class="toolbar">
        <h2 id="table-title">The same as a table</h2>
        <vscode-button appearance="secondary" @click=${() => actions.copy('csv')}>Copy as CSV</vscode-button>
        <vscode-button appearance="secondary" @click=${() => actions.copy('markdown')}>Copy as Markdown</vscode-button>
      </div>
      <div class="scroll" role="region" tabindex="0" aria-label="Table: ${bars.caption}">
        <table class="figures">
          <caption>${bars.caption}, with 95 % Wilson intervals</caption>
          <thead>
            ${slots.length === 1
              ? nothing
              : html`<tr>
                  <td colspan=${withGold ? 2 : 1}></td>
                  <th scope="colgroup" colspan="4">First run</th>
                  <th scope="colgroup" colspan="4">Second run</th>
                </tr>`}
            <tr>
              <th scope="col">${rowName}</th>
              ${withGold ? html`<th scope="col">Gold label</th>` : nothing}
              ${slots.map(
                (slot) => html`<th scope="col" class="number ${slot === 'second' ? 'first-of-run' : ''}">Accuracy</th>
                  <th scope="col" class="number">95 % interval</th>
                  <th scope="col" class="number">Right</th>
                  <th scope="col" class="number">Failing</th>`,
              )}
            </tr>
          </thead>
          ${withGold ? goldRows(bars, actions) : html`<tbody>${bars.groups.map((group) => plainRow(group, slots, actions))}</tbody>`}
        </table>
      </div>
    </section>
  `;
}

/** HANS by heuristic: a row a gold label, under the heuristic's name. */
function goldRows(bars: Bars, actions: PageActions): TemplateResult {
  return html`${bars.groups.map(
    (group) => html`<tbody>
      ${bars.golds.map((gold, index) => {
        const row = group.bars.filter((bar) => bar.gold === gold);
        return html`<tr>
          ${index === 0 ? html`<th scope="rowgroup" rowspan=${bars.golds.length}>${group.title}</th>` : nothing}
          <th scope="row">${gold}</th>
          ${repeat(row, (bar) => bar.key, (bar) => cells(bar, actions))}
        </tr>`;
      })}
    </tbody>`,
  )}`;
}

function plainRow(group: BarGroup, slots: readonly Slot[], actions: PageActions): TemplateResult {
  if (group.bars.length === 0) {
    return html`<tr class="heading"><th scope="colgroup" colspan=${1 + 4 * slots.length}>${group.title}</th></tr>`;
  }
  return html`<tr>
    <th scope="row">${group.title}</th>
    ${slots.map((slot) => {
      const bar = group.bars.find((each) => each.slot === slot);
      return bar === undefined ? html`<td colspan="4" class="muted">none</td>` : cells(bar, actions);
    })}
  </tr>`;
}

function cells(bar: Bar, actions: PageActions): TemplateResult {
  const { correct, total, accuracy, interval } = bar.tally;
  return html`
    <td class="number strong ${bar.slot === 'second' ? 'first-of-run' : ''}">${accuracy === null ? '–' : percent(accuracy)}</td>
    <td class="number">${interval === null ? '–' : percentInterval(interval)}</td>
    <td class="number">${count(correct)} of ${count(total)}</td>
    <td class="number">
      ${total === 0
        ? '–'
        : html`<button
            class="plain"
            data-failures=${bar.key}
            aria-label="${count(total - correct)} failing, list: ${bar.name}"
            @click=${() => actions.listFailures(bar)}
          >
            ${count(total - correct)}
          </button>`}
    </td>
  `;
}

/** For MNLI: which label was answered for which, and the two readings of accuracy. */
export function confusionSection({ first, second }: Breakdown): TemplateResult {
  return html`${confusionOf(first, second === null ? '' : 'first run')}${second === null ? nothing : confusionOf(second, 'second run')}`;
}

function confusionOf({ report }: ShownRun, title: string): TemplateResult | typeof nothing {
  if (report.kind !== 'nli') return nothing;
  const every = [...labels, 'non-entailment' as const];
  const golds = every.filter((gold) => report.labels[gold] !== undefined);
  const answers = every.filter((answer) => labels.some((label) => label === answer) || golds.some((gold) => (report.confusion[gold]?.[answer] ?? 0) > 0));
  return html`
    <section>
      <h2>Which label was answered for which${title === '' ? '' : `, ${title}`}</h2>
      <dl class="readings">
        ${reading('Three-way accuracy', report.accuracy_3way)}
        ${reading('Two-way accuracy (neutral and contradiction together)', report.accuracy_2way)}
      </dl>
      <div class="scroll" role="region" tabindex="0" aria-label="Confusion table${title === '' ? '' : `, ${title}`}">
        <table class="figures">
          <caption>Examples by gold label and answer</caption>
          <thead>
            <tr>
              <th scope="col">Gold label</th>
              ${answers.map((answer) => html`<th scope="col" class="number">Answered ${answer}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${golds.map(
              (gold) => html`<tr>
                <th scope="row">${gold}</th>
                ${answers.map((answer) => {
                  const examples = report.confusion[gold]?.[answer] ?? 0;
                  return html`<td class="number ${answer === gold ? 'strong' : ''}">${count(examples)}</td>`;
                })}
              </tr>`,
            )}
          </tbody>
        </table>
      </div>
    </section>
  `;
}

function reading(name: string, { accuracy, interval }: Tally): TemplateResult {
  return html`<div>
    <dt>${name}</dt>
    <dd>${accuracy === null || interval === null ? '–' : `${percent(accuracy)} ${percentInterval(interval)}`}</dd>
  </div>`;
}
