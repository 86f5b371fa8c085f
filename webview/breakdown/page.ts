import { html, nothing, type TemplateResult } from 'lit-html';
import { pageFrame } from '../shared/pageFrame';
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
  const { breakdown } = state;
  return pageFrame(state, {
    content: breakdown === null ? null : content(state, breakdown, actions),
    waiting: 'Reading the run…',
    remedy: breakdown === null ? null : html`<button class="plain" @click=${actions.dismissProblem}>Dismiss</button>`,
  });
}

function content(state: PageState, breakdown: Breakdown, actions: PageActions): TemplateResult {
  const bars = barsOf(breakdown, state.view);
  return html`
    ${header(breakdown, actions)} ${chartSection(bars, breakdown, state, actions)}
    ${state.open === null ? nothing : failuresSection(state.open, state.failures, breakdown, actions)}
    ${tableSection(bars, breakdown, actions)} ${confusionSection(breakdown)} ${factsSection(breakdown)}
  `;
}
