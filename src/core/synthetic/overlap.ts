import { isConstituentLike } from './clauses';
import { words } from './words';

/** How the words of a hypothesis lie in its premise. Each of the three kinds of overlap includes the next. */
export interface Overlap {
  readonly premise: readonly string[];
  readonly hypothesis: readonly string[];
  /** Words of the hypothesis, counted as often as they stand there, that occur in the premise. */
  readonly shared: number;
  /** Every word of the hypothesis occurs in the premise. A hypothesis without words has no overlap. */
  readonly full: boolean;
  /** The hypothesis's words are a contiguous run of the premise's. */
  readonly subsequence: boolean;
  /** A subsequence that begins and ends where a clause may: see `isConstituentLike`. */
  readonly constituentLike: boolean;
}

export function overlapOf(premise: string, hypothesis: string): Overlap {
  const premiseWords = words(premise);
  const hypothesisWords = words(hypothesis);
  const isShared = finderOf(premiseWords);
  let shared = 0;
  for (const word of hypothesisWords) if (isShared(word)) shared += 1;
  const full = hypothesisWords.length > 0 && shared === hypothesisWords.length;
  const subsequence = full && isRun(hypothesisWords, premiseWords);
  return {
    premise: premiseWords,
    hypothesis: hypothesisWords,
    shared,
    full,
    subsequence,
    constituentLike: subsequence && isConstituentLike(premise, hypothesisWords),
  };
}

/** So many words are looked through faster than they are put into a set. */
const fewWords = 100;

function finderOf(words: readonly string[]): (word: string) => boolean {
  if (words.length <= fewWords) return (word) => words.includes(word);
  const known = new Set(words);
  return (word) => known.has(word);
}

function isRun(run: readonly string[], all: readonly string[]): boolean {
  // A space stands in no word, so that a run of words is a run of letters.
  return ` ${all.join(' ')} `.includes(` ${run.join(' ')} `);
}
