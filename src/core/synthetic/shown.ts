import { draw } from '../draw';
import type { NliExample } from '../nli/example';
import { type Label, labels } from '../nli/label';
import { streamSeed } from '../streamSeed';
import { UserError } from '../userError';
import type { SentencePair } from './generatorPrompt';

/** The examples that each label's prompt shows. */
export type Shown = Readonly<Record<Label, readonly SentencePair[]>>;

/** Examples shown for each label where nobody says how many. */
export const usualShots = 8;

export const nothingShown: Shown = { entailment: [], neutral: [], contradiction: [] };

/**
 * So many examples of each label, drawn by seed.
 *
 * @param file how messages call the file
 * @throws UserError `usage` when a label has fewer
 */
export function drawShown(examples: readonly NliExample[], shots: number, seed: number, file: string): Shown {
  const of = (label: Label): readonly SentencePair[] => {
    const drawn = draw(examples.filter(({ gold }) => gold === label), shots, streamSeed(seed, labels.indexOf(label), labels.length));
    if (drawn.length === shots) return drawn;
    throw new UserError('usage', `${file} has ${drawn.length} examples of ${label}, and ${shots} of each label are to be shown. Show fewer, or choose another file.`);
  };
  return { entailment: of('entailment'), neutral: of('neutral'), contradiction: of('contradiction') };
}
