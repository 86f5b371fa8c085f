import { html, type TemplateResult } from 'lit-html';
import { pageFrame } from '../shared/pageFrame';
import { barsOf } from './bars';
import { chartSection } from './chartSection';
import type { ShownComparison } from './contract';
import { header, refusal } from './header';
import type { PageActions, PageState } from './pageState';
import { tableSection } from './tableSection';

/** The whole page. */
export function page(state: PageState, actions: PageActions): TemplateResult {
  const { shown } = state;
  return pageFrame(state, {
    content: shown === null ? null : shown.type === 'refused' ? refusal(shown, actions) : content(shown, state, actions),
    waiting: 'Reading the runs…',
    remedy: shown === null ? null : html`<button class="plain" @click=${actions.dismissProblem}>Dismiss</button>`,
  });
}

function content(comparison: ShownComparison, state: PageState, actions: PageActions): TemplateResult {
  const bars = barsOf(comparison, state.view);
  return html`${header(comparison, actions)} ${chartSection(bars, comparison, state, actions)} ${tableSection(bars, comparison, actions)}`;
}
