import { html, nothing, type TemplateResult } from 'lit-html';
import type * as z from 'zod';
import type { warningSchema } from './contract';

/** A warning, with a button for what can be done about it here. @param about the run that it is about, where there are several */
export function warningNote({ message, offer }: z.infer<typeof warningSchema>, about: string, evaluate: () => void): TemplateResult {
  return html`<div class="note warning">
    <p><strong>Warning${about === '' ? '' : `, ${about}`}</strong> ${message}</p>
    ${offer === undefined ? nothing : html`<p><button class="plain" data-offer=${offer} @click=${evaluate}>Evaluate the same model on MNLI…</button></p>`}
  </div>`;
}
