import { html, nothing, type TemplateResult } from 'lit-html';
import { pageFrame } from '../shared/pageFrame';
import { tableSection } from '../shared/tableSection';
import { chartSection } from './chartSection';
import type { ShownFigure } from './contract';
import type { PageActions, PageState } from './pageState';
import { pointSection } from './pointSection';

/** The whole page. */
export function page(state: PageState, actions: PageActions): TemplateResult {
  return pageFrame(state, { content: state.shown === null ? null : content(state.shown, state, actions), waiting: 'Reading the experiment…' });
}

function content(shown: ShownFigure, state: PageState, actions: PageActions): TemplateResult {
  const { name, progress, stale, headline, findings, notes, comparisons } = shown;
  return html`
    <header class="one">
      <div class="summary">
        <h1>${headline}</h1>
        <p class="standing"><strong>${name}</strong>: ${progress.text}</p>
        ${progress.finished === progress.jobs ? nothing : html`<progress max=${progress.jobs} value=${progress.finished} aria-label="Finished jobs"></progress>`}
        ${stale === null ? nothing : html`<p class="note warning"><strong>Warning</strong> ${stale}</p>`}
      </div>
    </header>
    ${chartSection(shown, state, actions)}
    ${comparisons.rows.length === 0
      ? nothing
      : html`${tableSection({ ...comparisons, key: 'comparisons', title: 'Synthetic against original data', note: 'Less than 0: with synthetic data, fewer answers are right. In percentage points.' }, (format) => actions.copy('comparisons', format))}
          <details>
            <summary>The same in words</summary>
            <ul class="findings">
              ${findings.map((finding) => html`<li>${finding}</li>`)}
            </ul>
          </details>`}
    ${pointSection(shown, state, actions)}
    <ul class="notes muted">
      ${notes.map((note) => html`<li>${note}</li>`)}
    </ul>
  `;
}
