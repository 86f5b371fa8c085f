import { html, nothing, type TemplateResult } from 'lit-html';
import type { Breakdown, ShownRun } from './contract';

/** What was run, for whoever has to write it down or repeat it. */
export function factsSection({ first, second }: Breakdown): TemplateResult {
  return html`${facts(first, second === null ? '' : 'first run')}${second === null ? nothing : facts(second, 'second run')}`;
}

function facts(run: ShownRun, name: string): TemplateResult {
  return html`<details class="facts">
    <summary>What was run${name === '' ? '' : `, ${name}`}</summary>
    <dl>
      ${run.facts.map(
        (fact) => html`<dt>${fact.name}</dt>
          <dd>${fact.value}</dd>`,
      )}
    </dl>
  </details>`;
}
