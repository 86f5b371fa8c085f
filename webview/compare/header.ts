import { html, nothing, type TemplateResult } from 'lit-html';
import { count } from '../../src/core/report/format';
import { runPicker } from '../shared/runPicker';
import { warningNote } from '../shared/warningNote';
import type { ComparedRun, Refused, ShownComparison } from './contract';
import { sides } from './bars';
import type { PageActions } from './pageState';

/** Which runs, what their difference comes to in words, and what stands against believing it. */
export function header(comparison: ShownComparison, actions: PageActions): TemplateResult {
  const { headline, findings, notes, warnings } = comparison;
  return html`
    <header class="two">
      ${choices(comparison, comparison.a.id, comparison.b.id, actions)}
      <div class="summary wide">
        <h1>${headline}</h1>
        <ul class="findings">
          ${findings.map((finding) => html`<li>${finding}</li>`)}
        </ul>
        ${sides.map((side) => progress(comparison[side], side))}
        ${warnings.map((warning) =>
          warningNote(warning, warning.run === null ? '' : `run ${warning.run.toUpperCase()}`, () => {
            if (warning.run !== null) actions.evaluateMnli(warning.run);
          }),
        )}
        <ul class="notes muted">
          ${notes.map((note) => html`<li>${note}</li>`)}
        </ul>
      </div>
    </header>
  `;
}

/** Where the two cannot be compared: why, and the choice of others. */
export function refusal(refused: Refused, actions: PageActions): TemplateResult {
  return html`
    <header class="two">
      ${choices(refused, refused.a, refused.b, actions)}
      <div class="summary wide">
        <h1>These two cannot be compared.</h1>
        <p class="note problem" role="alert">${refused.message}</p>
      </div>
    </header>
  `;
}

function choices({ runs }: Pick<ShownComparison, 'runs'>, a: string, b: string, actions: PageActions): TemplateResult {
  return html`
    ${runPicker({ name: 'A', chosen: a, none: null }, runs, (run) => {
      if (run !== null) actions.choose(run, b);
    })}
    ${runPicker({ name: 'B, compared with A', chosen: b, none: null }, runs, (run) => {
      if (run !== null) actions.choose(a, run);
    })}
    <p class="wide links">
      <button class="plain" data-do="swap" @click=${() => actions.choose(b, a)}>Swap A and B</button>
      ${sides.map(
        (side) => html`<button class="plain" data-breakdown=${side} @click=${() => actions.openBreakdown(side)}>Breakdown of ${side.toUpperCase()}</button>`,
      )}
    </p>
  `;
}

function progress({ state, scored, total }: ComparedRun, side: string): TemplateResult | typeof nothing {
  if (state === 'finished') return nothing;
  const done = `${count(scored)} of ${count(total)} examples scored`;
  return html`<p class="note ${state === 'running' ? 'running' : ''}">
    <strong>Run ${side.toUpperCase()} ${state === 'running' ? 'is running' : state}</strong> ${done}. The figures are of these.
  </p>`;
}
