import { html, nothing, type TemplateResult } from 'lit-html';
import { tableSection } from '../shared/tableSection';
import { chartSection } from './chartSection';
import type { PageActions, PageState } from './pageState';
import { setSections } from './setSection';

/** The whole page. */
export function page(state: PageState, actions: PageActions): TemplateResult {
  const { shown, problem, announcement, theme } = state;
  return html`
    <p class="unseen" role="status">${announcement}</p>
    ${problem === null ? nothing : html`<p class="note problem" role="alert">${problem}</p>`}
    ${shown === null
      ? problem === null
        ? html`<p class="muted">Measuring…</p>`
        : nothing
      : html`${setSections(shown, theme, actions)} ${chartSection(shown, state, actions)} ${shown.tables.map((table) => tableSection(table, (format) => actions.copy(table.key, format)))}`}
  `;
}
