import { isAnyLabel, labels, type AnyLabel } from './label';
import type { Pair } from './pairText';

/** A scratch example as it is written: a line for each sentence, and one for the gold label where it is known. */
export function formatScratch({ premise, hypothesis, gold }: Pair, comments: readonly string[] = []): string {
  return [
    ...comments.map((comment) => `# ${comment}`),
    `Premise: ${oneLine(premise)}`,
    `Hypothesis: ${oneLine(hypothesis)}`,
    ...(gold === null ? [] : [`Gold: ${gold}`]),
    '',
  ].join('\n');
}

/** What a scratch example says now, or what is missing from it. */
export type ReadScratch = { readonly pair: Pair } | { readonly problem: string };

export function readScratch(text: string): ReadScratch {
  const fields = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const [, name, value] = /^\s*(premise|hypothesis|gold)\s*:(.*)$/i.exec(line) ?? [];
    if (name !== undefined && value !== undefined) fields.set(name.toLowerCase(), value.trim());
  }
  const [premise, hypothesis, gold] = [fields.get('premise'), fields.get('hypothesis'), fields.get('gold')];
  if (!premise) return { problem: 'There is no premise: write a line that begins with “Premise:”.' };
  if (!hypothesis) return { problem: 'There is no hypothesis: write a line that begins with “Hypothesis:”.' };
  if (gold && !isAnyLabel(gold)) {
    return { problem: `“${gold}” is no gold label: known are ${labels.join(', ')} and non-entailment.` };
  }
  return { pair: { premise, hypothesis, gold: (gold as AnyLabel | undefined) || null } };
}

function oneLine(sentence: string): string {
  return sentence.replace(/\s*[\r\n]+\s*/g, ' ');
}
