import { html, type TemplateResult } from 'lit-html';
import { legend } from '../shared/legend';
import type { ShownBias, View } from './contract';
import { legendEntries } from './drawing';
import type { PageActions, PageState } from './pageState';

const views: readonly { readonly view: View; readonly name: string }[] = [
  { view: 'entailment', name: 'Entailment by overlap' },
  { view: 'overlap', name: 'Overlap by label' },
];

/** The sets side by side. There is nothing to press: the tables below have every figure. */
export function chartSection(shown: ShownBias, { view, theme }: PageState, actions: PageActions): TemplateResult {
  const { caption } = shown.charts[view];
  return html`
    <section aria-labelledby="chart-title">
      <div class="toolbar">
        <h2 id="chart-title">${caption}</h2>
        <vscode-radio-group
          aria-label="Bars"
          @change=${(event: Event) => {
            const { value } = event.target as HTMLInputElement;
            const chosen = views.find((each) => each.view === value);
            if (chosen !== undefined && chosen.view !== view) actions.chooseView(chosen.view);
          }}
        >
          ${views.map((each) => html`<vscode-radio value=${each.view} name="bars" ?checked=${each.view === view}>${each.name}</vscode-radio>`)}
        </vscode-radio-group>
        <vscode-button appearance="secondary" @click=${actions.savePng}>Save as PNG</vscode-button>
      </div>
      <figure>
        ${legend(legendEntries(shown, theme), null, null, theme)}
        <div class="chart columns">
          <canvas id="chart" role="img" aria-label="${caption}. The same figures are in the tables below."></canvas>
        </div>
      </figure>
    </section>
  `;
}
