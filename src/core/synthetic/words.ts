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
  const lower = text.toLowerCase();
  const found: string[] = [];
  let start = 0;
  // A regular expression would take a third of the time of measuring a set.
  for (let at = 0; at <= lower.length; at += 1) {
    if (at < lower.length && !isSpace(lower.charCodeAt(at))) continue;
    if (start < at) found.push(lower.slice(start, at));
    start = at + 1;
  }
  return found;
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

const space = /^\s$/;

function isSpace(code: number): boolean {
  if (code < 0x80) return code === 0x20 || (code >= 0x09 && code <= 0x0d);
  return space.test(String.fromCharCode(code));
}

const sign = /^[\p{P}\p{S}]$/u;

function isSign(token: string, at: number): boolean {
  const code = token.codePointAt(at) ?? 0;
  // Letters and digits of English, which nearly all are, need no look into Unicode's tables.
  if ((code >= 0x61 && code <= 0x7a) || (code >= 0x30 && code <= 0x39)) return false;
  // Nor do the other printable characters of ASCII, which are signs (a lower-cased text has no capitals).
  if (code > 0x20 && code < 0x7f) return true;
  return sign.test(String.fromCodePoint(code));
}

/** In UTF-16 units: 2 for a character beyond the basic plane. */
function widthAt(token: string, at: number): number {
  return (token.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
}

function widthBefore(token: string, end: number): number {
  return end >= 2 && widthAt(token, end - 2) === 2 ? 2 : 1;
}
