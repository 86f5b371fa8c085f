import { html, nothing, type TemplateResult } from 'lit-html';
import { coefficient, coefficientInterval, describeDisagreements } from '../../src/core/annotation/agreementTables';
import { verdictText } from '../../src/core/annotation/decision';
import { count, percent } from '../../src/core/report/format';
import type { ShownAgreement, ShownAnnotation } from './contract';
import type { PageActions } from './pageState';

type Pair = ShownAgreement['pairs'][number];
type Disagreement = ShownAgreement['listed'][number];

/** How far the annotators of the set agree, and the way to decide where they do not. */
export function agreementSection(agreement: ShownAgreement, { adjudication, labels }: ShownAnnotation, actions: PageActions): TemplateResult {
  const { annotators, pairs, alpha, common, disagreements, contested, listed, problems } = agreement;
  return html`
    <section class="agreement" aria-labelledby="agreement-title">
      <h2 id="agreement-title" tabindex="-1">Agreement</h2>
      ${problems.map((problem) => html`<p class="note problem">${problem}</p>`)}
      <ul class="annotators">
        ${annotators.map(({ name, decided, discard }) => html`<li><strong>${name}</strong> ${count(decided)} decided${discard === 0 ? nothing : html`, ${count(discard)} of them discarded`}</li>`)}
      </ul>
      ${annotators.length < 2
        ? html`<p>Agreement needs a second annotator: somebody else annotates the same file, and git brings their annotation file here.</p>`
        : html`
            ${alpha === null ? nothing : html`<p>Krippendorff’s alpha (nominal) <strong>${coefficient(alpha.value)}</strong>${alpha.interval === null ? nothing : html`, 95 % bootstrap interval ${coefficientInterval(alpha.interval)}`}, on ${count(common)} examples that at least two decided.</p>`}
            ${pairs.map((pair) => pairTable(pair))}
            <p>
              ${describeDisagreements(agreement)}.
              ${contested === 0 ? nothing : 'Where adjudications differ the example is disputed, until they say the same; an export asks whose counts.'}
              ${disagreements === 0 || adjudication ? nothing : html`<button class="plain" data-do="adjudicate" @click=${actions.adjudicate}>Adjudicate them</button>`}
            </p>
            ${listed.length === 0
              ? nothing
              : html`<details>
                  <summary>${listed.length < disagreements ? `The first ${count(listed.length)}` : disagreements === 1 ? 'Show it' : 'Show them'}</summary>
                  ${disagreementTable(listed, annotators.map(({ name }) => name), actions)}
                </details>`}
            <p class="muted">Discarding counts as an answer of its own beside ${labels.join(', ')}.</p>
          `}
    </section>
  `;
}

function disagreementTable(listed: readonly Disagreement[], annotators: readonly string[], { openLine }: PageActions): TemplateResult {
  return html`
    <div class="scroll" role="region" tabindex="0" aria-label="Disagreements">
      <table class="disagreements">
        <thead>
          <tr>
            ${['Example', ...annotators, 'Adjudicated'].map((name) => html`<th scope="col">${name}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${listed.map(
            ({ id, line, answers, adjudications }) =>
              html`<tr>
                <th scope="row">${line === null ? id : html`<button class="plain" @click=${() => openLine(line)} title="Open the line in the set">${id}, line ${count(line)}</button>`}</th>
                ${annotators.map((name) => html`<td>${answerText(answers.find(({ annotator }) => annotator === name))}</td>`)}
                <td>${adjudications.length === 0 ? '–' : adjudications.map((answer) => html`<div>${answer.annotator}: ${answerText(answer)}</div>`)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  `;
}

function answerText(answer: Disagreement['answers'][number] | undefined): TemplateResult {
  if (answer === undefined) return html`–`;
  return html`${verdictText(answer.verdict)}${answer.note === null ? nothing : html` <q>${answer.note}</q>`}`;
}

function pairTable({ a, b, common, agreed, kappa, confusion }: Pair): TemplateResult {
  if (common === 0) return html`<p>${a} and ${b} have decided no example in common yet.</p>`;
  const { verdicts, counts } = confusion;
  return html`
    <p>
      ${a} and ${b}: ${count(agreed)} of ${count(common)} alike (${percent(agreed / common)}).
      ${kappa === null
        ? html`Cohen’s kappa says nothing here, because all of them got one same answer.`
        : html`Cohen’s kappa <strong>${coefficient(kappa.value)}</strong>, 95 % interval ${coefficientInterval(kappa.interval)}.`}
    </p>
    <div class="scroll" role="region" tabindex="0" aria-label="Confusion matrix of ${a} and ${b}">
      <table>
        <caption>
          ${a} in rows, ${b} in columns
        </caption>
        <thead>
          <tr>
            <td></td>
            ${verdicts.map((verdict) => html`<th scope="col" class="number">${verdictText(verdict)}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${verdicts.map(
            (verdict, row) =>
              html`<tr>
                <th scope="row">${verdictText(verdict)}</th>
                ${verdicts.map((_, column) => html`<td class="number ${row === column ? 'strong' : ''}">${count(counts[row]?.[column] ?? 0)}</td>`)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  `;
}
