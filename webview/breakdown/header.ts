import { html, nothing, type TemplateResult } from 'lit-html';
import { count } from '../../src/core/report/format';
import { runPicker } from '../shared/runPicker';
import { warningNote } from '../shared/warningNote';
import type { Breakdown, ShownRun } from './contract';
import type { PageActions } from './pageState';

/** What the runs come to, in words; which runs; and what stands against believing it. */
export function header(breakdown: Breakdown, actions: PageActions): TemplateResult {
  const { runs, first, second } = breakdown;
  return html`
    <header class=${second === null ? 'one' : 'two'}>
      ${runPicker({ name: 'Run', chosen: first.id, none: null }, runs, (run) => actions.chooseRun('first', run))}
      ${runPicker({ name: 'Beside it', chosen: second?.id ?? null, none: 'No second run' }, runs, (run) => actions.chooseRun('second', run))}
      ${summary(first, second === null ? '' : 'First run', () => actions.evaluateMnli('first'))}
      ${second === null ? nothing : summary(second, 'Second run', () => actions.evaluateMnli('second'))}
      ${second !== null && second.report.kind !== first.report.kind
        ? html`<p class="note wide">The second run is on another kind of data, so its bars cannot stand beside the first's.</p>`
        : nothing}
    </header>
  `;
}

function summary(run: ShownRun, name: string, evaluate: () => void): TemplateResult {
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
      ${run.report.warnings.map((warning) => warningNote(warning, '', evaluate))}
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
