import * as vscode from 'vscode';

/** A tooltip of names and values, a line each; values are text, whatever is in them. */
export function factsTooltip(rows: readonly (readonly [name: string, value: string])[]): vscode.MarkdownString {
  const text = new vscode.MarkdownString('', true);
  for (const [name, value] of rows) {
    text.appendMarkdown(`**${name}** `);
    text.appendText(value);
    text.appendMarkdown('  \n');
  }
  return text;
}
