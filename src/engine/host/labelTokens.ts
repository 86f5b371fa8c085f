import { type Label, labels } from '../../core/nli/label';
import { UserError } from '../../core/userError';
import type { WireLabelTokens } from '../protocol';
import type { Text } from './text';

/**
 * A word for the labels to follow. What a label's tokens are depends on what stands before it: a
 * SentencePiece vocabulary puts a space of its own before a text that stands alone.
 */
const anchor = 'is';

/**
 * The tokens of each label as they follow a prompt.
 *
 * @throws UserError `bad-labels` where a label does not begin with a token of its own, or two begin with the same.
 */
export function findLabelTokens(text: Text, wanted: Readonly<Record<Label, string>>): WireLabelTokens {
  const before = text.tokenize(anchor);
  const tokensOf = (label: Label) => {
    const joined = text.tokenize(anchor + wanted[label]);
    const tokens = joined.slice(before.length);
    if (before.some((token, place) => joined[place] !== token) || tokens.length === 0) {
      throw new UserError(
        'bad-labels',
        `The label "${wanted[label]}" (${label}) merges with the word before it in this model's vocabulary: begin it with a space.`,
      );
    }
    return { text: wanted[label], tokens: tokens.map((token) => text.describe(token)) };
  };
  const found = {
    entailment: tokensOf('entailment'),
    neutral: tokensOf('neutral'),
    contradiction: tokensOf('contradiction'),
  };
  for (const [place, label] of labels.entries()) {
    const first = found[label].tokens[0];
    const twin = labels.slice(place + 1).find((other) => found[other].tokens[0]?.id === first?.id);
    if (first !== undefined && twin !== undefined) {
      throw new UserError(
        'bad-labels',
        `The labels "${wanted[label]}" (${label}) and "${wanted[twin]}" (${twin}) begin with the same token "${first.text}" (${first.id}) in this model's vocabulary, so their first tokens do not tell them apart: evaluate a model with another vocabulary.`,
      );
    }
  }
  return { labels: found, bos: text.bos === null ? null : text.describe(text.bos) };
}
