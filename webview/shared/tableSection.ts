import { html, nothing, type TemplateResult } from 'lit-html';
import type { ShownTable } from './contract';

/** A table with its heading. */
export interface TitledTable extends ShownTable {
  /** Unique on the page. */
  readonly key: string;
  readonly title: string;
  /** How to read it, in a sentence or two. */
  readonly note: string;
}

export type CopyTable = (format: 'csv' | 'markdown') => void;

/** A table with its heading and the buttons that take it away. */
export function tableSection(table: TitledTable, copy: CopyTable): TemplateResult {
  const { key, title, note, columns, rows } = table;
  return html`
    <section aria-labelledby="${key}-title" data-table=${key}>
      ${tableHeading(key, title, copy)}
      <p class="muted">${note}</p>
      <div class="scroll" role="region" tabindex="0" aria-label="Table: ${title}">
        <table class="figures" aria-labelledby="${key}-title">
          <thead>
            <tr>
              ${columns.map(({ name, number }, at) => html`<th scope="col" class=${number && at > 0 ? 'number' : ''}>${name}</th>`)}
            </tr>
          </thead>
          ${groupsOf(rows).map((group) => html`<tbody>${group.map((row, at) => rowOf(row, at === 0 ? group.length : 0, table))}</tbody>`)}
        </table>
      </div>
    </section>
  `;
}

/** @param key of the table, unique on the page */
export function tableHeading(key: string, title: string, copy: CopyTable): TemplateResult {
  return html`<div class="toolbar">
    <h2 id="${key}-title">${title}</h2>
    <vscode-button appearance="secondary" aria-label="Copy as CSV: ${title}" @click=${() => copy('csv')}>Copy as CSV</vscode-button>
    <vscode-button appearance="secondary" aria-label="Copy as Markdown: ${title}" @click=${() => copy('markdown')}>Copy as Markdown</vscode-button>
  </div>`;
}

/** Rows that begin alike. */
function groupsOf(rows: ShownTable['rows']): ShownTable['rows'][] {
  const groups: string[][][] = [];
  for (const row of rows) {
    const last = groups.at(-1);
    if (last !== undefined && last[0]?.[0] === row[0]) last.push([...row]);
    else groups.push([[...row]]);
  }
  return groups;
}

/** @param heads how many rows its first cell heads: 0 where one above it does */
function rowOf(row: readonly string[], heads: number, { columns }: ShownTable): TemplateResult {
  return html`<tr>
    ${row.map((text, at) => {
      if (at === 0) return heads === 0 ? nothing : html`<th scope=${heads > 1 ? 'rowgroup' : 'row'} rowspan=${heads}>${text}</th>`;
      return columns[at]?.number === true ? html`<td class="number">${text === '' ? '–' : text}</td>` : html`<td>${text}</td>`;
    })}
  </tr>`;
}
