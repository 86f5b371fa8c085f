import { html, nothing, type TemplateResult } from 'lit-html';
import { barsOf } from './bars';
import { chartSection } from './chartSection';
import type { ShownComparison } from './contract';
import { header, refusal } from './header';
import type { PageActions, PageState } from './pageState';
import { tableSection } from './tableSection';

/** The whole page. */
export function page(state: PageState, actions: PageActions): TemplateResult {
  const { shown, problem } = state;
  return html`
    <p class="unseen" role="status">${state.announcement}</p>
    ${problem === null
      ? nothing
      : html`<div class="note problem" role="alert">
          <p>${problem}</p>
          ${shown === null ? nothing : html`<button class="plain" @click=${actions.dismissProblem}>Dismiss</button>`}
        </div>`}
    ${shown === null ? waiting(problem) : shown.type === 'refused' ? refusal(shown, actions) : content(shown, state, actions)}
  `;
}

function waiting(problem: string | null): TemplateResult | typeof nothing {
  return problem === null ? html`<p class="muted">Reading the runs…</p>` : nothing;
}

function content(comparison: ShownComparison, state: PageState, actions: PageActions): TemplateResult {
  const bars = barsOf(comparison, state.view);
  return html`${header(comparison, actions)} ${chartSection(bars, comparison, state, actions)} ${tableSection(bars, comparison, actions)}`;
}
