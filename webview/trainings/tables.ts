import { html, nothing, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import { formatBytes } from '../../src/core/models/formatBytes';
import { count, percent } from '../../src/core/report/format';
import { mostCharted, type ChartedTraining, type Offer, type ShownTrainings, type TrainingRow } from './contract';
import type { PageActions } from './pageState';

const offerNames: Readonly<Record<Offer, string>> = { stop: 'Stop', resume: 'Resume', evaluate: 'Evaluate on HANS' };

/** Rows of the table of figures for each training: as many as somebody reads. */
const mostRows = 12;

/** All trainings, a row each. */
export function trainingsTable(shown: ShownTrainings, actions: PageActions): TemplateResult {
  return html`<section aria-labelledby="table-title">
    <h2 id="table-title">All trainings</h2>
    <div class="scroll" role="region" tabindex="0" aria-label="Table of all trainings">
      <table class="figures" aria-labelledby="table-title">
        <thead>
          <tr>
            ${['In the charts', 'Adapter', 'Task', 'State'].map((name) => html`<th scope="col">${name}</th>`)}
            <th scope="col" class="number">Steps</th>
            <th scope="col" class="number">Validation</th>
            <th scope="col">Begun</th>
            <td></td>
          </tr>
        </thead>
        <tbody>
          ${repeat(
            shown.rows,
            ({ id }) => id,
            (row) => trainingRow(row, shown, actions),
          )}
        </tbody>
      </table>
    </div>
  </section>`;
}

function trainingRow(row: TrainingRow, { charted }: ShownTrainings, actions: PageActions): TemplateResult {
  const isCharted = charted.some(({ id }) => id === row.id);
  const full = !isCharted && charted.length >= mostCharted;
  return html`<tr data-training=${row.id} data-state=${row.state}>
    <td>
      <input
        type="checkbox"
        aria-label="Show ${row.title} in the charts${full ? `: not now, ${mostCharted} are there already` : ''}"
        .checked=${isCharted}
        ?disabled=${full}
        @change=${(event: Event) => actions.chart(row.id, (event.target as HTMLInputElement).checked)}
      />
    </td>
    <th scope="row">${row.title}</th>
    <td>${row.task}</td>
    <td>${row.state === 'cancelled' ? 'stopped' : row.state}</td>
    <td class="number">${row.steps === 0 ? '–' : `${count(row.step)} of ${count(row.steps)}`}</td>
    <td class="number">${row.accuracy === null ? '–' : percent(row.accuracy)}</td>
    <td>${row.started.slice(0, 16).replace('T', ' ')}</td>
    <td>
      ${row.offers.map((offer) => html`<button class="plain" data-offer=${offer} aria-label="${offerNames[offer]}: ${row.title}" @click=${() => actions.act(row.id, offer)}>${offerNames[offer]}</button>`)}
    </td>
  </tr>`;
}

/** What the charts show, for those who do not see them and for taking away. */
export function figuresSection({ charted, rows }: ShownTrainings, actions: PageActions): TemplateResult {
  return html`<section aria-labelledby="figures-title">
    <div class="toolbar">
      <h2 id="figures-title">Figures by step</h2>
      <vscode-button appearance="secondary" @click=${() => actions.copy('csv')}>Copy all as CSV</vscode-button>
      <vscode-button appearance="secondary" @click=${() => actions.copy('markdown')}>Copy all as Markdown</vscode-button>
    </div>
    <div class="scroll" role="region" tabindex="0" aria-label="Table of figures by step">
      <table class="figures" aria-labelledby="figures-title">
        <thead>
          <tr>
            <th scope="col">Training</th>
            ${['Step', 'Loss', 'Smoothed', 'Learning rate', 'Tokens a second', 'Memory', 'Validation'].map((name) => html`<th scope="col" class="number">${name}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${charted.map((training) => figureRows(training, rows.find(({ id }) => id === training.id)?.title ?? training.id))}
        </tbody>
      </table>
    </div>
  </section>`;
}

function figureRows({ points, validations }: ChartedTraining, title: string): readonly TemplateResult[] {
  const every = Math.max(1, Math.ceil(points.length / mostRows));
  const shown = points.filter((_, at) => (points.length - 1 - at) % every === 0);
  return shown.map((point, at) => {
    const since = shown[at - 1]?.step ?? 0;
    const validation = validations.findLast(({ step }) => step > since && step <= point.step);
    return html`<tr>
      <th scope="row">${title}</th>
      <td class="number">${count(point.step)}</td>
      <td class="number">${point.loss.toFixed(3)}</td>
      <td class="number">${point.smoothed.toFixed(3)}</td>
      <td class="number">${point.learningRate.toExponential(1)}</td>
      <td class="number">${count(Math.round(point.tokensPerSecond))}</td>
      <td class="number">${formatBytes(point.memoryBytes)}</td>
      <td class="number">${validation === undefined ? nothing : validation.accuracy === null ? `loss ${validation.loss.toFixed(3)}` : percent(validation.accuracy)}</td>
    </tr>`;
  });
}
