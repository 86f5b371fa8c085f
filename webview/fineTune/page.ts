import { html, nothing, type TemplateResult } from 'lit-html';
import { readDraft } from '../../src/core/training/draft';
import { settingGroups, type SettingGroup } from '../../src/core/training/settings';
import { pageFrame } from '../shared/pageFrame';
import type { PanelState } from './contract';
import { field } from './fields';
import type { PageActions, PageState } from './pageState';

type Problems = Readonly<Record<string, string>>;

/** Groups that are open from the beginning; the others are for those who look for them. */
const openGroups = 3;

/** The whole page. */
export function page(state: PageState, actions: PageActions): TemplateResult {
  return pageFrame(state, { content: state.form === null ? null : formOf(state.form, state, actions), waiting: 'Reading the models…' });
}

function formOf({ task, draft }: PanelState, state: PageState, actions: PageActions): TemplateResult {
  const { around, touched } = state;
  const wrong = Object.entries(readDraft(task, draft).problems).filter(([name]) => touched.has(name));
  const told: Problems = { ...around.missing, ...Object.fromEntries(wrong) };
  return html`
    <header class="one">
      <div class="summary">
        <h1>Fine-tune a ${task}</h1>
        <p class="muted">
          ${task === 'classifier' ? 'The model learns to label pairs of sentences.' : 'The model learns to write examples with a given label.'} Settings are as in the study until you change them; what
          you change is marked.
        </p>
      </div>
    </header>
    <form @submit=${(event: Event) => event.preventDefault()}>
      ${settingGroups(task).map((group, at) => groupOf(group, at < openGroups, draft, told, actions))}
      ${around.estimate === null ? nothing : html`<p class="note estimate">${around.estimate}</p>`}
      <div class="buttons">
        <vscode-button data-do="start" @click=${() => actions.act('start')}>Start</vscode-button>
        <vscode-button appearance="secondary" data-do="measure" @click=${() => actions.act('measure')}>
          ${around.measuring ? 'Measuring…' : 'Measure 20 Steps'}
        </vscode-button>
        <vscode-button appearance="secondary" data-do="save" @click=${() => actions.act('save')}>Save as Configuration File…</vscode-button>
      </div>
    </form>
  `;
}

function groupOf({ title, settings }: SettingGroup, open: boolean, draft: PanelState['draft'], told: Problems, actions: PageActions): TemplateResult {
  const wrong = settings.some(({ name }) => told[name] !== undefined);
  return html`<details ?open=${open || wrong}>
    <summary><h2>${title}</h2></summary>
    <div class="fields">${settings.map((setting) => field(setting, draft[setting.name] ?? setting.byDefault, told[setting.name], actions))}</div>
  </details>`;
}
