import { html, nothing, type TemplateResult } from 'lit-html';
import { live } from 'lit-html/directives/live.js';
import { orderSchema } from '../../src/core/annotation/desk';
import { pageFrame } from '../shared/pageFrame';
import { agreementSection } from './agreementSection';
import type { ShownAnnotation } from './contract';
import { exampleSection } from './exampleSection';
import { keyHelp } from './keys';
import type { PageActions, PageState } from './pageState';
import { progressText } from './words';

/** The whole page. */
export function page(state: PageState, actions: PageActions): TemplateResult {
  return pageFrame(state, {
    content: state.shown === null ? null : content(state.shown, state, actions),
    waiting: 'Opening the set…',
    remedy: html`<button class="plain" data-do="openAgain" @click=${actions.openAgain}>Open again</button>`,
  });
}

function content(shown: ShownAnnotation, state: PageState, actions: PageActions): TemplateResult {
  const { example, progress } = shown;
  return html`
    ${header(shown, actions)}
    ${shown.readOnly === null ? nothing : html`<p class="note warning">${shown.readOnly}</p>`}
    ${example === null
      ? html`<p class="done">${shown.adjudication ? 'The annotators agree on everything that both decided: there is nothing to adjudicate.' : 'There is no example here that can be used.'}</p>`
      : html`
          ${progress.total > 0 && progress.decided >= progress.total ? html`<p class="note done">Everything here is decided. A decision can still be changed: go back, and decide again.</p>` : nothing}
          ${exampleSection(example, shown, state, actions)}
        `}
    ${toolbar(shown, state, actions)}
    ${state.showKeys ? keysSection(shown) : nothing}
    ${state.agreement === null ? nothing : agreementSection(state.agreement, shown, actions)}
    ${shown.notes.map((note) => html`<p class="note">${note}</p>`)}
    <p class="muted kept">Decisions are kept in <span class="path">.blindspot/annotations/${shown.fileName}</span>; the set itself is never changed.</p>
  `;
}

function header(shown: ShownAnnotation, actions: PageActions): TemplateResult {
  const { set, annotator, progress, listed, adjudication } = shown;
  return html`
    <header>
      <h1>${adjudication ? `Adjudication of ${set}` : set} <span class="by">by ${annotator}</span></h1>
      <div class="progress">
        <p>${progressText(progress)}</p>
        <progress max=${Math.max(1, progress.total)} value=${progress.decided} aria-label="Examples decided"></progress>
      </div>
      ${adjudication
        ? html`<p class="queue">Only what the annotators disagree on. <button class="plain" data-do="annotate" @click=${actions.annotate}>Back to my annotation</button></p>`
        : listed === null
          ? nothing
          : html`<p class="queue">${listed}. <button class="plain" data-do="wholeSet" @click=${actions.wholeSet}>Annotate the whole set</button></p>`}
    </header>
  `;
}

function toolbar(shown: ShownAnnotation, state: PageState, actions: PageActions): TemplateResult {
  const chosen = JSON.stringify(shown.order);
  return html`
    <div class="toolbar">
      <vscode-button appearance="secondary" @click=${() => actions.move(-1)}>Previous</vscode-button>
      <vscode-button appearance="secondary" @click=${() => actions.move(1)}>Next</vscode-button>
      <vscode-button appearance="secondary" ?disabled=${shown.readOnly !== null} @click=${actions.undo}>Undo</vscode-button>
      ${shown.adjudication || shown.listed !== null
        ? nothing
        : html`<vscode-dropdown
            aria-label="Order"
            .value=${live(chosen)}
            @change=${(event: Event) => {
              const order = orderSchema.safeParse(JSON.parse((event.target as HTMLSelectElement).value));
              if (order.success && JSON.stringify(order.data) !== chosen) actions.setOrder(order.data);
            }}
          >
            ${shown.orders.map(({ order, title }) => html`<vscode-option value=${JSON.stringify(order)} ?selected=${JSON.stringify(order) === chosen}>${title}</vscode-option>`)}
          </vscode-dropdown>
          ${shown.order.kind === 'seed' ? seedField(shown.order.seed, actions) : nothing}`}
      <vscode-button appearance="secondary" data-do="compare" aria-expanded=${state.agreement === null ? 'false' : 'true'} @click=${actions.compare}>Agreement</vscode-button>
      <vscode-button appearance="secondary" data-do="export" @click=${actions.exportAccepted}>Export accepted…</vscode-button>
      <vscode-button appearance="secondary" aria-expanded=${state.showKeys ? 'true' : 'false'} @click=${actions.toggleKeys}>Keys</vscode-button>
    </div>
  `;
}

function seedField(seed: number, actions: PageActions): TemplateResult {
  return html`<label class="seed"
    >Seed
    <input
      type="number"
      min="0"
      step="1"
      .value=${String(seed)}
      @change=${(event: Event) => {
        const order = orderSchema.safeParse({ kind: 'seed', seed: (event.target as HTMLInputElement).valueAsNumber });
        if (order.success) actions.setOrder(order.data);
      }}
  /></label>`;
}

function keysSection({ labels }: ShownAnnotation): TemplateResult {
  return html`<section class="keys" aria-labelledby="keys-title">
    <h2 id="keys-title">Keys</h2>
    <dl>
      ${keyHelp(labels).map(({ key, does }) => html`<dt><kbd>${key}</kbd></dt><dd>${does}</dd>`)}
    </dl>
  </section>`;
}
