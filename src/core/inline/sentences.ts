import { labelProbabilities, type Prediction } from '../scoring/prediction';
import type { Answer } from '../scoring/answers';
import { isLabel } from '../nli/label';

/** What stands beside an example in its data file: `✗ entailment 97 %`. */
export function hintText({ prediction, correct }: Pick<Answer, 'prediction' | 'correct'>): string {
  return [correct ? '✓' : '✗', prediction.label, confidenceText(prediction)].filter((part) => part !== '').join(' ');
}

/** A failure in a sentence, for the list of problems. */
export function failureText({ example, prediction }: Pick<Answer, 'prediction' | 'example'>): string {
  const confidence = confidenceText(prediction);
  return `Expected ${example.gold}, predicted ${prediction.label}${confidence === '' ? '' : ` (${confidence})`}.`;
}

/** The predicted label's share of the label mass, in whole percent; empty where the scores are not known. */
export function confidenceText({ label, scores }: Prediction): string {
  if (scores === undefined || !isLabel(label)) return '';
  const share = labelProbabilities(scores)[label];
  return share >= 0.995 ? '>99 %' : `${(100 * share).toFixed(0)} %`;
}
