import { html, nothing, type TemplateResult } from 'lit-html';
import { count } from '../../src/core/report/format';
import type { Breakdown, ShownRun, Slot } from './contract';
import type { PageActions } from './pageState';

/** What the runs come to, in words; which runs; and what stands against believing it. */
export function header(breakdown: Breakdown, actions: PageActions): TemplateResult {
  const { first, second } = breakdown;
  return html`
    <header class=${second === null ? 'one' : 'two'}>
      ${runPicker('first', breakdown, actions)} ${runPicker('second', breakdown, actions)}
      ${summary(first, second === null ? '' : 'First run')} ${second === null ? nothing : summary(second, 'Second run')}
      ${second !== null && second.report.kind !== first.report.kind
        ? html`<p class="note wide">The second run is on another kind of data, so its bars cannot stand beside the first's.</p>`
        : nothing}
    </header>
  `;
}

function runPicker(slot: Slot, { runs, first, second }: Breakdown, actions: PageActions): TemplateResult {
  const chosen = slot === 'first' ? first : second;
  const name = slot === 'first' ? 'Run' : 'Beside it';
  return html`
    <div class="run">
      <span class="label" aria-hidden="true">${name}</span>
      <vscode-dropdown
        aria-label=${name}
        .value=${chosen?.id ?? ''}
        @change=${(event: Event) => {
          const { value } = event.target as HTMLSelectElement;
          if (value !== (chosen?.id ?? '')) actions.chooseRun(slot, value === '' ? null : value);
        }}
      >
        ${slot === 'second' ? html`<vscode-option value="" ?selected=${second === null}>No second run</vscode-option>` : nothing}
        ${runs.map(
          ({ id, title }) => html`<vscode-option value=${id} ?selected=${id === chosen?.id}>${title}</vscode-option>`,
        )}
      </vscode-dropdown>
    </div>
  `;
}

function summary(run: ShownRun, name: string): TemplateResult {
  const { headline, findings } = run.verdict;
  return html`
    <div class="summary">
      ${name === '' ? nothing : html`<p class="label">${name}: ${run.title}</p>`}
      <h1>${headline}</h1>
      ${findings.length === 0
        ? nothing
        : html`<ul class="findings">
            ${findings.map((finding) => html`<li>${finding}</li>`)}
          </ul>`}
      ${progress(run)}
      ${run.report.warnings.map(
        ({ message }) => html`<p class="note warning"><strong>Warning</strong> ${message}</p>`,
      )}
    </div>
  `;
}

function progress({ state, scored, total, problem }: ShownRun): TemplateResult | typeof nothing {
  const done = `${count(scored)} of ${count(total)} examples scored`;
  switch (state) {
    case 'finished':
      return nothing;
    case 'running':
      return html`<div class="note running">
        <p>Running: ${done}. The figures are of these.</p>
        <progress max=${total} value=${scored} aria-label="Examples scored"></progress>
      </div>`;
    case 'cancelled':
      return html`<p class="note"><strong>Cancelled</strong> ${done}. Evaluating again goes on from there.</p>`;
    case 'failed':
      return html`<p class="note problem"><strong>Failed</strong> ${done}. ${problem ?? ''}</p>`;
  }
}
