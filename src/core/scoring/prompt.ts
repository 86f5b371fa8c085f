import type { Label } from '../nli/label';

/** The study's classifier prompt (Zhang & Pavlick 2025): one line, and nothing after `is`. */
export const classifierPrompt =
  'Please indicate the relationship between the premise and the hypothesis with entailment, neutral or contradiction. ' +
  'Premise: {premise} Hypothesis: {hypothesis} The relationship between premise and hypothesis is';

/** The labels as they follow the prompt. The leading space belongs to the token that is scored. */
export const labelTexts: Readonly<Record<Label, string>> = {
  entailment: ' entailment',
  neutral: ' neutral',
  contradiction: ' contradiction',
};

/** The prompt for one pair. Braces inside a sentence are text, not place holders. */
export function fillPrompt(template: string, premise: string, hypothesis: string): string {
  return template.replace(/\{(premise|hypothesis)\}/g, (_, name) => (name === 'premise' ? premise : hypothesis));
}
