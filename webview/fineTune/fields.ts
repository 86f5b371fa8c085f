import { html, nothing, type TemplateResult } from 'lit-html';
import { live } from 'lit-html/directives/live.js';
import type { Setting, SettingValue } from '../../src/core/training/settings';
import { fileSettings } from './contract';
import type { FileSetting, PageActions } from './pageState';

/** A setting with its name, its control, what it does, and what is wrong with it. */
export function field(setting: Setting, value: SettingValue, problem: string | undefined, actions: PageActions): TemplateResult {
  const { name, title, help, byDefault, kind } = setting;
  const changed = byDefault !== '' && JSON.stringify(value) !== JSON.stringify(byDefault);
  const told = html`
    <p class="help" id="help-${name}">${help}${changed ? html` <span class="default">By default: ${described(byDefault)}.</span>` : nothing}</p>
    <p class="wrong" id="wrong-${name}" role="alert">${problem ?? ''}</p>
  `;
  const wide = kind === 'many' || isFile(name) ? 'wide' : '';
  if (kind === 'switch') {
    return html`<div class="field ${wide} ${changed ? 'changed' : ''}" data-setting=${name}>
      <label class="switch">${checkbox(value === true, '', name, (on) => actions.set(name, on))} ${title}</label>
      ${told}
    </div>`;
  }
  if (kind === 'many') {
    const chosen = Array.isArray(value) ? (value as readonly string[]) : [];
    return html`<fieldset class="field ${wide} ${changed ? 'changed' : ''}" data-setting=${name} aria-describedby="help-${name} wrong-${name}">
      <legend>${title}</legend>
      <div class="many">
        ${setting.choices.map(
          (choice) => html`<label>${checkbox(chosen.includes(choice), choice, name, (on) => actions.set(name, setting.choices.filter((each) => (each === choice ? on : chosen.includes(each)))))} ${choice}</label>`,
        )}
      </div>
      ${told}
    </fieldset>`;
  }
  return html`<div class="field ${wide} ${changed ? 'changed' : ''}" data-setting=${name}>
    <label for="set-${name}">${title}</label>
    <div class="control">${kind === 'choice' ? choiceOf(setting, value, actions) : textOf(setting, value, problem !== undefined, actions)}</div>
    ${told}
  </div>`;
}

function textOf({ name, title, kind }: Setting, value: SettingValue, wrong: boolean, actions: PageActions): TemplateResult {
  return html`<input
      id="set-${name}"
      type="text"
      inputmode=${kind === 'number' ? 'decimal' : 'text'}
      spellcheck="false"
      autocomplete="off"
      aria-invalid=${wrong}
      aria-describedby="help-${name} wrong-${name}"
      .value=${live(String(value))}
      @input=${(event: Event) => actions.set(name, (event.target as HTMLInputElement).value)}
    />
    ${isFile(name) ? html`<button type="button" class="choose" data-choose=${name} aria-label="Choose: ${title}" @click=${() => actions.choose(name)}>Choose…</button>` : nothing}`;
}

function choiceOf({ name, choices }: Setting, value: SettingValue, actions: PageActions): TemplateResult {
  return html`<select id="set-${name}" aria-describedby="help-${name} wrong-${name}" @change=${(event: Event) => actions.set(name, (event.target as HTMLSelectElement).value)}>
    ${choices.map((choice) => html`<option value=${choice} ?selected=${choice === value}>${choice}</option>`)}
  </select>`;
}

function checkbox(checked: boolean, value: string, name: string, set: (on: boolean) => void): TemplateResult {
  return html`<input
    type="checkbox"
    value=${value}
    aria-describedby="help-${name} wrong-${name}"
    .checked=${live(checked)}
    @change=${(event: Event) => set((event.target as HTMLInputElement).checked)}
  />`;
}

function isFile(name: string): name is FileSetting {
  return (fileSettings as readonly string[]).includes(name);
}

function described(value: SettingValue): string {
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  return typeof value === 'string' ? value : `all ${value.length}`;
}
