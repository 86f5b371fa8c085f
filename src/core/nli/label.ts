/** The three relations of MNLI, in the order of the study's prompt. */
export const labels = ['entailment', 'neutral', 'contradiction'] as const;
export type Label = (typeof labels)[number];

/** HANS's two relations. */
export const binaryLabels = ['entailment', 'non-entailment'] as const;
export type BinaryLabel = (typeof binaryLabels)[number];

/** What a data file or a prediction file may call an example. */
export type AnyLabel = Label | BinaryLabel;

const every: ReadonlySet<string> = new Set([...labels, ...binaryLabels]);

export function isLabel(text: string): text is Label {
  return (labels as readonly string[]).includes(text);
}

export function isBinaryLabel(text: string): text is BinaryLabel {
  return (binaryLabels as readonly string[]).includes(text);
}

export function isAnyLabel(text: string): text is AnyLabel {
  return every.has(text);
}

/**
 * HANS's two-way reading of an answer: neutral and contradiction both count as non-entailment
 * (McCoy et al. 2019, section 4.1). Applied after the arg-max, never to summed probabilities.
 */
export function collapse(label: AnyLabel): BinaryLabel {
  return label === 'entailment' ? 'entailment' : 'non-entailment';
}
