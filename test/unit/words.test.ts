import { describe, expect, it } from 'vitest';
import { words } from '../../src/core/synthetic/words';

describe('the words of a sentence', () => {
  it('are lower-cased, without the punctuation at their ends', () => {
    expect(words('The "old" Judge, who(m) I saw...  laughed!')).toEqual(['the', 'old', 'judge', 'who(m', 'i', 'saw', 'laughed']);
  });

  it('keep what stands inside them', () => {
    expect(words("Don't re-read 3.5 e-mails")).toEqual(["don't", 're-read', '3.5', 'e-mails']);
  });

  it('leave out a sign that stands alone, as in HANS', () => {
    expect(words('The actor saw the judge .')).toEqual(['the', 'actor', 'saw', 'the', 'judge']);
    expect(words(' — … ')).toEqual([]);
  });

  it('may be in any script, between white space of any kind', () => {
    expect(words('«Élan» ÜBER\u00A0naïve\t日本。')).toEqual(['élan', 'über', 'naïve', '日本']);
  });
});
