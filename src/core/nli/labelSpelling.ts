import { isAnyLabel, type AnyLabel } from './label';

/**
 * What a file's word for a label means.
 *
 * @returns null when it says that there is no gold label, undefined when it is no label
 */
export type LabelOf = (spelling: string) => AnyLabel | null | undefined;

/** Only the labels as the product writes them: what a model is scored on must not rest on a guess. */
export const exactLabel: LabelOf = (spelling) => (isAnyLabel(spelling) ? spelling : undefined);

/** Numbers as in GLUE and in the Hugging Face copies of MNLI and SNLI, where -1 is a pair without a gold label. */
const spellings: ReadonlyMap<string, AnyLabel | null> = new Map<string, AnyLabel | null>([
  ['0', 'entailment'],
  ['e', 'entailment'],
  ['entails', 'entailment'],
  ['entailed', 'entailment'],
  ['1', 'neutral'],
  ['n', 'neutral'],
  ['2', 'contradiction'],
  ['c', 'contradiction'],
  ['contradicts', 'contradiction'],
  ['contradicted', 'contradiction'],
  ['contradictory', 'contradiction'],
  ['non entailment', 'non-entailment'],
  ['nonentailment', 'non-entailment'],
  ['not entailment', 'non-entailment'],
  ['-', null],
  ['-1', null],
]);

/** Labels in the spellings that data sets go by, in any case: for sets that people and models have written. */
export const spelledLabel: LabelOf = (spelling) => {
  const word = spelling.trim().toLowerCase();
  if (isAnyLabel(word)) return word;
  const found = spellings.get(word);
  return found === undefined ? spellings.get(word.replace(/[-_]/g, ' ')) : found;
};
