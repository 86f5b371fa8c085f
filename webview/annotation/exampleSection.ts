import { html, nothing, type TemplateResult } from 'lit-html';
import { live } from 'lit-html/directives/live.js';
import { verdictText } from '../../src/core/annotation/decision';
import { count } from '../../src/core/report/format';
import type { ShownAnnotation, ShownExample } from './contract';
import type { PageActions, PageState } from './pageState';
import { decidedText } from './words';

/** The example, and everything that can be done with it. */
export function exampleSection(example: ShownExample, shown: ShownAnnotation, state: PageState, actions: PageActions): TemplateResult {
  const suggested = isSuggestionShown(example, shown, state);
  const decided = decidedText(example);
  return html`
    <section id="example" class="example" tabindex="-1" aria-label="Example" data-example=${example.id}>
      <p class="where">
        <span>${example.place === null ? 'Not in this queue' : `Example ${count(example.place)} of ${count(shown.progress.total)}`}</span>
        <button class="plain" @click=${() => actions.openLine(example.line)} title="Open the line in the set">${example.id}, line ${count(example.line)}</button>
        ${decided === null ? nothing : html`<span class="decided">Decided: ${decided}</span>`}
      </p>
      <dl class="sentences">
        <dt>Premise</dt>
        <dd>${example.premise}</dd>
        <dt>Hypothesis</dt>
        <dd>${example.hypothesis}</dd>
      </dl>
      ${example.answers.length + example.adjudications.length === 0 ? nothing : answers(example)}
      ${suggested ? html`<p class="suggestion">The set suggests <strong>${example.suggestion}</strong></p>` : nothing}
    </section>
    <div class="verdicts" role="group" aria-label="Decision">
      ${shown.labels.map((label, index) =>
        verdictButton({ key: String(index + 1), name: label, pressed: example.decided?.verdict === label, readOnly: shown.readOnly !== null }, () =>
          actions.decide({ kind: 'label', label }),
        ),
      )}
      <span class="gap"></span>
      ${verdictButton(
        {
          key: 'A',
          name: suggested ? `Accept “${example.suggestion}”` : 'Show suggestion',
          pressed: example.decided?.kind === 'accept',
          readOnly: shown.readOnly !== null,
        },
        actions.accept,
      )}
      ${verdictButton({ key: 'D', name: 'Discard', pressed: example.decided?.kind === 'discard', readOnly: shown.readOnly !== null }, () =>
        actions.decide({ kind: 'discard' }),
      )}
    </div>
    <div class="note-field">
      <label for="note">Note <kbd>N</kbd></label>
      <textarea
        id="note"
        rows="2"
        .value=${live(state.note)}
        ?readonly=${shown.readOnly !== null}
        @input=${(event: Event) => actions.typeNote((event.target as HTMLTextAreaElement).value)}
        @change=${actions.leaveNote}
        @keydown=${(event: KeyboardEvent) => {
          if (event.key !== 'Escape' && (event.key !== 'Enter' || event.shiftKey || event.isComposing)) return;
          event.preventDefault();
          actions.endNote();
        }}
      ></textarea>
    </div>
  `;
}

/** Shown where the setting says so, where it was asked for, and where it can influence nobody any more. */
export function isSuggestionShown(example: ShownExample, { showSuggestion }: ShownAnnotation, { revealed }: Pick<PageState, 'revealed'>): boolean {
  return showSuggestion || revealed === example.id || example.decided !== null;
}

function answers({ answers: given, adjudications }: ShownExample): TemplateResult {
  return html`<ul class="answers" aria-label="What the annotators said">
    ${given.map((answer) => answerItem(answer, answer.annotator))} ${adjudications.map((answer) => answerItem(answer, `${answer.annotator}, adjudicating`))}
  </ul>`;
}

function answerItem({ verdict, note }: ShownExample['answers'][number], by: string): TemplateResult {
  return html`<li><span class="muted">${by}</span> <strong>${verdictText(verdict)}</strong>${note === null ? nothing : html` <q>${note}</q>`}</li>`;
}

interface VerdictButton {
  readonly key: string;
  readonly name: string;
  readonly pressed: boolean;
  readonly readOnly: boolean;
}

function verdictButton({ key, name, pressed, readOnly }: VerdictButton, act: () => void): TemplateResult {
  return html`<button class="verdict" data-key=${key} aria-pressed=${pressed ? 'true' : 'false'} aria-keyshortcuts=${key} ?disabled=${readOnly} @click=${act}>
    <kbd aria-hidden="true">${key}</kbd> ${name}
  </button>`;
}
