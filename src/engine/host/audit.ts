import { type Label } from '../../core/nli/label';
import { UserError } from '../../core/userError';
import type { WireAudit } from '../protocol';
import type { HostModel } from './hostModel';
import { Lane } from './lane';
import { firstTokens } from './logProbabilities';

/** What is really scored for one prompt: its last token, and whether each label's tokens follow it unchanged. */
export async function auditPrompt(model: HostModel, prompt: string): Promise<WireAudit> {
  const { text, labelTokens } = model;
  const tokens = text.promptTokens(prompt);
  const last = tokens.at(-1);
  if (last === undefined) throw new UserError('bad-data', 'An empty prompt has no last token to audit: give some text.');
  if (tokens.length > model.longestPrompt) {
    throw new UserError('bad-data', `The prompt has ${tokens.length} tokens and the model takes ${model.longestPrompt}: shorten it.`);
  }
  const { all } = await model.sequencesFor(tokens.length);
  const [sequence] = all;
  if (sequence === undefined) throw new Error('The context has no sequence.');
  const lane = new Lane(sequence, firstTokens(labelTokens));
  await lane.begin(tokens);
  const logprobs = await lane.advance(lane.tokens);
  if (logprobs === null) throw new Error('A prompt was evaluated without an answer.');

  const joins = (label: Label) => {
    const together = text.promptTokens(prompt + labelTokens.labels[label].text);
    const apart = [...tokens, ...labelTokens.labels[label].tokens.map((token) => token.id)];
    return together.length === apart.length && together.every((token, place) => token === apart[place]);
  };
  return {
    tokens: tokens.length,
    lastPromptToken: text.describe(last),
    joins: { entailment: joins('entailment'), neutral: joins('neutral'), contradiction: joins('contradiction') },
    logprobs,
  };
}
