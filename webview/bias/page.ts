import { html, type TemplateResult } from 'lit-html';
import { pageFrame } from '../shared/pageFrame';
import { tableSection } from '../shared/tableSection';
import { chartSection } from './chartSection';
import type { ShownBias } from './contract';
import type { PageActions, PageState } from './pageState';
import { setSections } from './setSection';

/** The whole page. */
export function page(state: PageState, actions: PageActions): TemplateResult {
  return pageFrame(state, { content: state.shown === null ? null : content(state.shown, state, actions), waiting: 'Measuring…' });
}

function content(shown: ShownBias, state: PageState, actions: PageActions): TemplateResult {
  return html`${setSections(shown, state.theme, actions)} ${chartSection(shown, state, actions)} ${shown.tables.map((table) => tableSection(table, (format) => actions.copy(table.key, format)))}`;
}
