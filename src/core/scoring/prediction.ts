import { labels, type AnyLabel, type Label } from '../nli/label';

/** A model's answer to one example: a line of a journal, or of somebody else's prediction file. */
export interface Prediction {
  /** Pair ID. */
  readonly id: string;
  readonly label: AnyLabel;
  /** Only where the scores are known, which prediction files do not hold. */
  readonly scores?: LabelScores;
}

export interface LabelScores {
  /** Natural-log probability of each label's first token over the whole vocabulary. */
  readonly logprobs: Readonly<Record<Label, number>>;
  /** Sum of the three probabilities: how much the model wanted to say one of the labels at all. */
  readonly mass: number;
}

/** The prediction that scores stand for: the label of the largest probability, the first of equals. */
export function predict(id: string, logprobs: Readonly<Record<Label, number>>): Prediction & { readonly label: Label; readonly scores: LabelScores } {
  const label = labels.reduce((best, next) => (logprobs[next] > logprobs[best] ? next : best));
  const mass = labels.reduce((sum, each) => sum + Math.exp(logprobs[each]), 0);
  return { id, label, scores: { logprobs, mass } };
}

/** Each label's share of the label mass: what a reader is shown as "the three probabilities". */
export function labelProbabilities(scores: LabelScores): Readonly<Record<Label, number>> {
  const largest = Math.max(...labels.map((label) => scores.logprobs[label]));
  const total = labels.reduce((sum, label) => sum + Math.exp(scores.logprobs[label] - largest), 0);
  const share = (label: Label): number => Math.exp(scores.logprobs[label] - largest) / total;
  return { entailment: share('entailment'), neutral: share('neutral'), contradiction: share('contradiction') };
}
