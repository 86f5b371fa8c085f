import { html, nothing, type TemplateResult } from 'lit-html';
import { count } from '../../src/core/report/format';
import { swatch } from '../shared/legend';
import { paintAt } from '../shared/placePaint';
import type { ChartTheme } from '../shared/theme';
import { mostSets, type ShownBias, type ShownSet } from './contract';
import type { PageActions } from './pageState';

/** The sets, with the verdict on each, and what they are held against. */
export function setSections(shown: ShownBias, theme: ChartTheme, actions: PageActions): TemplateResult {
  const { sets, against, names, caveat } = shown;
  return html`
    <header class="sets">
      <h1 class="wide">${sets.length === 1 ? sets[0]?.headline : `The bias of ${count(sets.length)} sets`}</h1>
      <ul class="wide">
        ${sets.map((set) => html`<li class="set" data-set=${set.name}>${setSection(set, sets.length, names.indexOf(set.name), theme, actions)}</li>`)}
      </ul>
      <p class="wide links">
        ${sets.length < mostSets ? html`<button class="plain" data-do="add" @click=${actions.add}>Add a set…</button>` : nothing}
        <span>Held against ${swatch(paintAt(names.length - 1, theme), theme)} ${against.name}.</span>
        <button class="plain" data-do="against" @click=${() => actions.holdAgainst('choose')}>Hold against another file…</button>
        ${against.file === null ? nothing : html`<button class="plain" data-do="built-in" @click=${() => actions.holdAgainst('built-in')}>Hold against MNLI’s figures</button>`}
      </p>
      ${against.problem === null ? nothing : html`<p class="note problem wide" role="alert">${against.problem}</p>`}
      <p class="wide muted">${caveat}</p>
    </header>
  `;
}

function setSection(set: ShownSet, sets: number, place: number, theme: ChartTheme, actions: PageActions): TemplateResult {
  if (set.problem !== null) {
    return html`<div class="note problem" role="alert"><p>${set.problem}</p></div>${removal(set, sets, actions)}`;
  }
  return html`
    <h2>${swatch(paintAt(place, theme), theme)} ${set.name} <span class="muted">${count(set.examples)} examples</span></h2>
    ${sets === 1 ? nothing : html`<p class="strong">${set.headline}</p>`}
    <p class="reason">${set.reason}</p>
    ${set.notes.map((note) => html`<p class="note">${note}</p>`)} ${brokenLines(set, actions)}
    <p class="links">
      <button class="plain" aria-label="Open the file ${set.name}" @click=${() => actions.open(set.file, 1)}>Open the file</button>
      <button class="plain" data-do="write-biased" aria-label="Write the biased subset… of ${set.name}" @click=${() => actions.writeBiased(set.file)}>
        Write the biased subset…
      </button>
      ${removal(set, sets, actions)}
    </p>
  `;
}

function removal({ file, name }: ShownSet, sets: number, actions: PageActions): TemplateResult | typeof nothing {
  return sets === 1 ? nothing : html`<button class="plain" data-do="remove" aria-label="Remove ${name}" @click=${() => actions.remove(file)}>Remove</button>`;
}

function brokenLines({ file, name, broken }: ShownSet, actions: PageActions): TemplateResult | typeof nothing {
  if (broken.total === 0) return nothing;
  const more = broken.total - broken.lines.length;
  return html`<details class="note warning">
    <summary>${count(broken.total)} ${broken.total === 1 ? 'line' : 'lines'} cannot be used and ${broken.total === 1 ? 'is' : 'are'} left out</summary>
    <ul>
      ${broken.lines.map(
        ({ line, problem }) =>
          html`<li>
            <button class="plain" data-line=${line} aria-label="Line ${count(line)} of ${name}, open" @click=${() => actions.open(file, line)}>Line ${count(line)}</button>: ${problem}
          </li>`,
      )}
    </ul>
    ${more === 0 ? nothing : html`<p>And ${count(more)} more.</p>`}
  </details>`;
}
