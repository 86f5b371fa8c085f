import { html, nothing, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import { canvasId } from '../shared/chartsOnPage';
import { strokeSample } from '../shared/legend';
import { pageFrame } from '../shared/pageFrame';
import { drawings, strokeAt, type LineDrawing } from './drawings';
import type { ShownTrainings } from './contract';
import type { PageActions, PageState } from './pageState';
import { figuresSection, trainingsTable } from './tables';

/** The whole page. */
export function page(state: PageState, actions: PageActions): TemplateResult {
  return pageFrame(state, { content: state.shown === null ? null : content(state.shown, state, actions), waiting: 'Reading the trainings…' });
}

function content(shown: ShownTrainings, state: PageState, actions: PageActions): TemplateResult {
  const { rows, charted, leftOut } = shown;
  if (rows.length === 0) {
    return html`<h1>Trainings</h1>
      <p class="muted">There is no training in this folder yet: “Blindspot: Fine-Tune Classifier…” or “Fine-Tune Generator…” begins one.</p>
      ${leftOut.map((sentence) => html`<p class="note">${sentence}</p>`)}`;
  }
  const drawn = drawings(shown, state.theme);
  const named = charted.map(({ id }) => rows.find((row) => row.id === id));
  return html`
    <header class="one">
      <div class="summary">
        <h1>${named.length === 1 ? named[0]?.title : 'Trainings'}</h1>
        ${named.map((row) => (row === undefined ? nothing : html`<p class="standing">${named.length === 1 ? nothing : html`<strong>${row.title}</strong>: `}${row.standing}</p>`))}
        ${charted.flatMap(({ notes }) => notes).map((note) => html`<p class="note warning">${note}</p>`)}
      </div>
    </header>
    ${charted.length === 0
      ? html`<p class="muted">Tick trainings in the table to see them over each other.</p>`
      : drawn.length === 0
        ? html`<p class="muted">There is no step yet.</p>`
        : html`<section aria-label="Charts">
            ${legend(shown, state)}
            <div class="charts">
              ${repeat(
                drawn,
                ({ key }) => key,
                (drawing) => figure(drawing),
              )}
            </div>
          </section>`}
    ${trainingsTable(shown, actions)} ${drawn.length === 0 ? nothing : figuresSection(shown, actions)}
    ${leftOut.map((sentence) => html`<p class="note">${sentence}</p>`)}
  `;
}

function figure({ key, title }: LineDrawing): TemplateResult {
  return html`<figure class=${key}>
    <figcaption>${title}</figcaption>
    <div class="lines"><canvas id=${canvasId(key)} role="img" aria-label="${title} by step. The figures are in the table below."></canvas></div>
  </figure>`;
}

/** Which line is which training's. */
function legend({ charted, rows }: ShownTrainings, { theme }: PageState): TemplateResult {
  return html`<ul class="legend">
    ${charted.map(({ id }, place) => {
      return html`<li>
        ${strokeSample(strokeAt(place, theme))}
        ${rows.find((row) => row.id === id)?.title ?? id}
      </li>`;
    })}
    <li class="muted">Loss: thin as measured, thick smoothed</li>
  </ul>`;
}
