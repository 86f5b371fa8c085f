/**
 * The words of a sentence, for overlap: lower-cased, split on white space, punctuation and signs off
 * the ends. `The judge's "friend" laughed .` has the words the, judge's, friend, laughed.
 */
export function words(text: string): string[] {
  const found: string[] = [];
  for (const token of tokens(text)) {
    const { start, end } = wordIn(token);
    if (start < end) found.push(start === 0 && end === token.length ? token : token.slice(start, end));
  }
  return found;
}

/** A sentence in lower case, split on white space. */
export function tokens(text: string): string[] {
  return text.toLowerCase().split(/\s+/);
}

/** Where in a token its word stands; nowhere (`start === end`) in a token of signs alone. */
export function wordIn(token: string): { readonly start: number; readonly end: number } {
  let start = 0;
  while (start < token.length && isSign(token, start)) start += widthAt(token, start);
  let end = token.length;
  while (end > start) {
    const last = widthBefore(token, end);
    if (!isSign(token, end - last)) break;
    end -= last;
  }
  return { start, end };
}

const sign = /^[\p{P}\p{S}]$/u;

function isSign(token: string, at: number): boolean {
  const code = token.codePointAt(at) ?? 0;
  // Letters and digits of English, which nearly all are, need no look into Unicode's tables.
  if ((code >= 0x61 && code <= 0x7a) || (code >= 0x30 && code <= 0x39)) return false;
  return sign.test(String.fromCodePoint(code));
}

/** In UTF-16 units: 2 for a character beyond the basic plane. */
function widthAt(token: string, at: number): number {
  return (token.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
}

function widthBefore(token: string, end: number): number {
  return end >= 2 && widthAt(token, end - 2) === 2 ? 2 : 1;
}
