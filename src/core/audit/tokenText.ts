import { labels, type Label } from '../nli/label';
import type { AuditedToken } from './audit';

/** A token as a reader of a vocabulary knows it: `" neutral" (21104)`. */
export function tokenText({ id, text }: AuditedToken): string {
  return `${JSON.stringify(text)} (${id})`;
}

/** A line a label with all of its tokens. */
export function labelTokenLines(labelTokens: Readonly<Record<Label, readonly AuditedToken[]>>): string[] {
  return ['Tokens, of which the first is scored', ...labels.map((label) => `  ${label.padEnd(14)}${labelTokens[label].map(tokenText).join(' ')}`)];
}
