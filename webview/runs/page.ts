import { html, nothing, type TemplateResult } from 'lit-html';
import { count } from '../../src/core/report/format';
import { chartSection } from './chartSection';
import { mostCharted, type ShownRuns } from './contract';
import type { PageActions, PageState } from './pageState';
import { chartedRuns } from './sorting';
import { tableSection } from './tableSection';

/** The whole page. */
export function page(state: PageState, actions: PageActions): TemplateResult {
  const { shown, problem } = state;
  return html`
    <p class="unseen" role="status">${state.announcement}</p>
    ${problem === null ? nothing : html`<p class="note problem" role="alert">${problem}</p>`}
    ${shown !== null ? content(shown, state, actions) : problem === null ? html`<p class="muted">Reading the runs…</p>` : nothing}
  `;
}

function content(shown: ShownRuns, state: PageState, actions: PageActions): TemplateResult {
  const { rows, unread } = shown;
  if (rows.length === 0) {
    return html`<h1>All runs</h1>
      <p class="muted">${unread > 0 ? 'Reading the runs…' : 'There is no run with figures yet: evaluate a model, or import predictions.'}</p>
      ${shown.leftOut.map((sentence) => html`<p class="note">${sentence}</p>`)}`;
  }
  const charted = chartedRuns(shown, state.charted, mostCharted);
  return html`
    <header>
      <h1 class="wide">${count(rows.length)} ${rows.length === 1 ? 'run' : 'runs'}, ${count(charted.length)} in the chart</h1>
    </header>
    ${charted.length === 0 ? html`<p class="muted">Tick runs in the table to see them side by side.</p>` : chartSection(charted, shown, state, actions)}
    ${tableSection(charted, shown, state, actions)}
  `;
}
