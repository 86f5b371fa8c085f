import { html, nothing, type TemplateResult } from 'lit-html';
import { barsOf } from './bars';
import { chartSection } from './chartSection';
import type { Breakdown } from './contract';
import { factsSection } from './factsSection';
import { failuresSection } from './failuresSection';
import { header } from './header';
import { confusionSection, tableSection } from './tableSection';
import type { PageActions, PageState } from './pageState';

/** The whole page. */
export function page(state: PageState, actions: PageActions): TemplateResult {
  return html`
    <p class="unseen" role="status">${state.announcement}</p>
    ${state.problem === null
      ? nothing
      : html`<div class="note problem" role="alert">
          <p>${state.problem}</p>
          ${state.breakdown === null
            ? nothing
            : html`<button class="plain" @click=${actions.dismissProblem}>Dismiss</button>`}
        </div>`}
    ${state.breakdown === null ? waiting(state) : content(state, state.breakdown, actions)}
  `;
}

function waiting({ problem }: PageState): TemplateResult | typeof nothing {
  return problem === null ? html`<p class="muted">Reading the run…</p>` : nothing;
}

function content(state: PageState, breakdown: Breakdown, actions: PageActions): TemplateResult {
  const bars = barsOf(breakdown, state.view);
  return html`
    ${header(breakdown, actions)} ${chartSection(bars, breakdown, state, actions)}
    ${state.open === null ? nothing : failuresSection(state.open, state.failures, breakdown, actions)}
    ${tableSection(bars, breakdown, actions)} ${confusionSection(breakdown)} ${factsSection(breakdown)}
  `;
}
