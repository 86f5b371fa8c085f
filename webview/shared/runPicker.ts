import { html, nothing, type TemplateResult } from 'lit-html';
import type { RunChoices } from './contract';

export interface RunPicker {
  readonly name: string;
  /** ID of the run that is shown; null where none is. */
  readonly chosen: string | null;
  /** How the choice of no run is called; null where there must be one. */
  readonly none: string | null;
}

/** A list of all runs to choose one from. */
export function runPicker({ name, chosen, none }: RunPicker, runs: RunChoices, choose: (run: string | null) => void): TemplateResult {
  return html`
    <div class="run">
      <span class="label" aria-hidden="true">${name}</span>
      <vscode-dropdown
        aria-label=${name}
        .value=${chosen ?? ''}
        @change=${(event: Event) => {
          const { value } = event.target as HTMLSelectElement;
          if (value !== (chosen ?? '')) choose(value === '' ? null : value);
        }}
      >
        ${none === null ? nothing : html`<vscode-option value="" ?selected=${chosen === null}>${none}</vscode-option>`}
        ${chosen === null || runs.some(({ id }) => id === chosen)
          ? nothing
          : html`<vscode-option value=${chosen} selected>${chosen} (not there any more)</vscode-option>`}
        ${runs.map(({ id, title }) => html`<vscode-option value=${id} ?selected=${id === chosen}>${title}</vscode-option>`)}
      </vscode-dropdown>
    </div>
  `;
}
