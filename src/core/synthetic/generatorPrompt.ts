import type { Label } from '../nli/label';

/** The study's text of an example, as a generator is trained on it (Zhang & Pavlick 2025). */
export const generatorTemplate =
  'This is an example where the relationship between the premise and the hypothesis is {label}. ' +
  'Premise: {premise} Hypothesis: {hypothesis} -- This is the end of the example.';

/** Begin and end of the sentences around an example; a text that has them inside has run on into another one. */
export const frameMarks = ['This is an example where the', 'This is the end of the example'] as const;
export const premiseMark = 'Premise:';
export const hypothesisMark = 'Hypothesis:';
/** Ends every example. The space before it is left to the text. */
export const endMarker = '-- This is the end of the example.';

export interface SentencePair {
  readonly premise: string;
  readonly hypothesis: string;
}

/** What a model is to continue: the examples shown, then the template up to the premise. */
export function generatorPrompt(label: Label, shown: readonly SentencePair[]): string {
  const examples = shown.map((pair) => `${generatorText(label, pair)}\n`).join('');
  const template = generatorText(label, { premise: '{premise}', hypothesis: '' });
  return examples + template.slice(0, template.indexOf(' {premise}'));
}

/** A whole example, as a generator is trained on it. Braces inside a sentence are text, not place holders. */
export function generatorText(label: Label, { premise, hypothesis }: SentencePair): string {
  const parts: Readonly<Record<string, string>> = { label, premise: oneLine(premise), hypothesis: oneLine(hypothesis) };
  return generatorTemplate.replace(/\{(label|premise|hypothesis)\}/g, (_, name: string) => parts[name] ?? '');
}

/** A text on one line, with single spaces. */
export function oneLine(text: string): string {
  const trimmed = text.trim();
  return otherSpaces.test(trimmed) ? trimmed.replace(/\s+/g, ' ') : trimmed;
}

/** Most texts have none, and need no copy. */
const otherSpaces = / \s|[^\S ]/;
