import { frameMarks, hypothesisMark, oneLine, premiseMark, type SentencePair } from './generatorPrompt';
import type { RejectionReason } from './rejection';
import type { Sample } from './sample';
import { words } from './words';

/** A pair with the words it is compared by. */
export interface ParsedPair extends SentencePair {
  /** The words of both sentences: the same for pairs that differ in case, punctuation and spaces alone. */
  readonly key: string;
}

/** The example that a sampled text holds, or why it holds none. The text is cut up and never evaluated. */
export function parseSample({ text, end }: Pick<Sample, 'text' | 'end'>): { readonly pair: ParsedPair } | { readonly reason: RejectionReason } {
  if (end === 'limit') return { reason: 'too-long' };
  if (end === 'model') return { reason: 'no-end-marker' };
  const [premise = '', hypothesis, ...rest] = text.split(hypothesisMark);
  if (hypothesis === undefined) return { reason: 'no-hypothesis' };
  if (rest.length > 0 || [premiseMark, ...frameMarks].some((mark) => text.includes(mark))) return { reason: 'run-together' };
  const [ofPremise, ofHypothesis] = [joined(premise), joined(hypothesis)];
  if (ofPremise === '' || ofHypothesis === '') return { reason: 'empty-part' };
  if (ofPremise === ofHypothesis) return { reason: 'premise-is-hypothesis' };
  return { pair: { premise: oneLine(premise), hypothesis: oneLine(hypothesis), key: keyOf(ofPremise, ofHypothesis) } };
}

/** What a pair is compared by. */
export function pairKey({ premise, hypothesis }: SentencePair): string {
  return keyOf(joined(premise), joined(hypothesis));
}

function joined(sentence: string): string {
  return words(sentence).join(' ');
}

function keyOf(premise: string, hypothesis: string): string {
  return `${premise}\n${hypothesis}`;
}
