const endsPlain = /^[a-z0-9](?:.*[a-z0-9])?$/s;
const punctuationAtEnds = /^[\p{P}\p{S}]+|[\p{P}\p{S}]+$/gu;

/**
 * The words of a sentence, for overlap: lower-cased, split on white space, punctuation and signs off
 * the ends. `The judge's "friend" laughed .` has the words the, judge's, friend, laughed.
 */
export function words(text: string): string[] {
  const found: string[] = [];
  for (const token of text.toLowerCase().split(/\s+/)) {
    const word = endsPlain.test(token) ? token : token.replace(punctuationAtEnds, '');
    if (word !== '') found.push(word);
  }
  return found;
}
