import { html, nothing, type TemplateResult } from 'lit-html';

interface Told {
  /** What a screen reader is told. */
  readonly announcement: string;
  /** Why something could not be done or shown. */
  readonly problem: string | null;
}

interface Framed {
  /** Null while it is waited for. */
  readonly content: TemplateResult | null;
  /** What is said meanwhile. */
  readonly waiting: string;
  /** A button beside the problem. */
  readonly remedy?: TemplateResult | null;
}

/** What every page begins with, and its content or what is waited for. */
export function pageFrame({ announcement, problem }: Told, { content, waiting, remedy = null }: Framed): TemplateResult {
  return html`
    <p class="unseen" role="status">${announcement}</p>
    ${problem === null ? nothing : html`<div class="note problem" role="alert"><p>${problem}</p>${remedy}</div>`}
    ${content ?? (problem === null ? html`<p class="muted">${waiting}</p>` : nothing)}
  `;
}
