import { html, nothing, type TemplateResult } from 'lit-html';
import { labels } from '../../src/core/nli/label';
import { count, percent } from '../../src/core/report/format';
import { cellName } from '../shared/cellNames';
import type { Breakdown, FailingExample, FailurePage, PanelState } from './contract';
import type { PageActions } from './pageState';

/** The failing examples of one bar, a page at a time. */
export function failuresSection(
  open: NonNullable<PanelState['open']>,
  failures: FailurePage | null,
  { second }: Breakdown,
  actions: PageActions,
): TemplateResult {
  const run = second === null ? '' : open.slot === 'first' ? 'First run, ' : 'Second run, ';
  return html`
    <section class="failures" aria-labelledby="failures-title">
      <div class="toolbar">
        <h2 id="failures-title" tabindex="-1">
          Failing examples <span class="of">${run}${cellName(open.cell)}</span>
        </h2>
        <button class="plain" @click=${actions.closeFailures}>Close</button>
      </div>
      ${failures === null ? html`<p class="muted">Reading the examples…</p>` : list(failures, actions)}
    </section>
  `;
}

/** Where a reader is among the failing examples, in words. */
export function pageOf({ page, pages, total }: FailurePage): string {
  if (total === 0) return 'No failing example: all that were scored are right.';
  return `Page ${count(page + 1)} of ${count(pages)}, ${count(total)} failing ${total === 1 ? 'example' : 'examples'}`;
}

function list(failures: FailurePage, actions: PageActions): TemplateResult {
  if (failures.total === 0) return html`<p>${pageOf(failures)}</p>`;
  return html`
    ${pager(failures, actions, 'above')}
    ${failures.examples.every(({ probabilities }) => probabilities === null)
      ? html`<p class="muted">The predictions were imported from a file that holds labels only, so there are no probabilities to show.</p>`
      : nothing}
    <ol class="examples">
      ${failures.examples.map((example) => item(example, failures, actions))}
    </ol>
    ${failures.examples.length > 5 ? pager(failures, actions, 'below') : nothing}
  `;
}

function pager(failures: FailurePage, actions: PageActions, where: 'above' | 'below'): TemplateResult {
  const { page, pages } = failures;
  return html`<nav class="pager" aria-label="Pages of failing examples, ${where} them">
    <vscode-button appearance="secondary" ?disabled=${page === 0} @click=${() => actions.turnTo(page - 1)}>Previous</vscode-button>
    <vscode-button appearance="secondary" ?disabled=${page >= pages - 1} @click=${() => actions.turnTo(page + 1)}>Next</vscode-button>
    <span>${pageOf(failures)}</span>
  </nav>`;
}

function item(example: FailingExample, { slot }: FailurePage, actions: PageActions): TemplateResult {
  const { id, line, subcase, premise, hypothesis, gold, predicted, probabilities, mass } = example;
  return html`<li>
    <dl class="pair">
      <dt>Premise</dt>
      <dd>${premise}</dd>
      <dt>Hypothesis</dt>
      <dd>${hypothesis}</dd>
    </dl>
    <p class="source">
    <button
      class="plain"
      aria-label="Open example ${id}, line ${line}"
      data-example=${id}
      @click=${() => actions.openExample(slot, id)}
    >
      ${id}, line ${count(line)}
    </button>
    ${subcase === null ? nothing : html`<span class="muted">${subcase}</span>`}
    </p>
    <p class="answer">
      <span>gold <strong>${gold}</strong></span>
      <span>predicted <strong>${predicted}</strong></span>
      ${probabilities === null || mass === null
        ? nothing
        : html`<span class="probabilities"
              >${labels.map(
                (label) => html`<span class=${label === predicted ? 'chosen' : ''}>${label} ${percent(probabilities[label])}</span> `,
              )}</span
            >
            <span class="muted">label mass ${mass.toPrecision(2)}</span>`}
    </p>
  </li>`;
}
