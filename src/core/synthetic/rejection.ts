/** Why a sample makes no example, in the order in which it is looked at. */
export const rejectionReasons = [
  'too-long',
  'no-end-marker',
  'no-hypothesis',
  'run-together',
  'empty-part',
  'premise-is-hypothesis',
  'in-prompt',
  'in-test-set',
  'duplicate',
  'near-duplicate',
] as const;
export type RejectionReason = (typeof rejectionReasons)[number];

/** The reasons as a person reads them. */
export const rejectionTitles: Readonly<Record<RejectionReason, string>> = {
  'too-long': 'Longer than the token limit',
  'no-end-marker': 'Ended by the model without the end marker',
  'no-hypothesis': 'Without a hypothesis',
  'run-together': 'More than one example in one text',
  'empty-part': 'Empty premise or hypothesis',
  'premise-is-hypothesis': 'Premise and hypothesis are the same',
  'in-prompt': 'Copied from the examples shown',
  'in-test-set': 'Found in a test set',
  duplicate: 'The same as an earlier one',
  'near-duplicate': 'The same words as an earlier one',
};
