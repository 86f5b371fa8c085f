import { html, type TemplateResult } from 'lit-html';
import { count } from '../../src/core/report/format';
import { pageFrame } from '../shared/pageFrame';
import { chartSection } from './chartSection';
import { mostCharted, type ShownRuns } from './contract';
import type { PageActions, PageState } from './pageState';
import { chartedRuns } from './sorting';
import { tableSection } from './tableSection';

/** The whole page. */
export function page(state: PageState, actions: PageActions): TemplateResult {
  return pageFrame(state, { content: state.shown === null ? null : content(state.shown, state, actions), waiting: 'Reading the runs…' });
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
