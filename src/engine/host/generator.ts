import type { LlamaContextSequence, Token } from 'node-llama-cpp';
import { UserError } from '../../core/userError';
import type { WireGenerationPrompt, WireSampling } from '../protocol';
import type { HostModel } from './hostModel';
import { sharedPrefix } from './sharedPrefix';
import { Stretches } from './stretches';

export interface Generated {
  readonly index: number;
  readonly text: string;
  readonly tokens: number;
  readonly finished: boolean;
}

interface Sink {
  add(generated: Generated): void;
  room(): Promise<void>;
}

/** Continues prompts by sampling, as many at once as the context has sequences. */
export async function generateTexts(
  model: HostModel,
  prompts: readonly WireGenerationPrompt[],
  sampling: WireSampling,
  sink: Sink,
  signal: AbortSignal,
): Promise<void> {
  const tokenised = prompts.map((prompt) => ({ prompt, tokens: model.text.promptTokens(prompt.text) }));
  for (const { prompt, tokens } of tokenised) {
    if (tokens.length + sampling.maxTokens > model.longestPrompt) {
      throw new UserError(
        'bad-data',
        `The prompt of ${prompt.id} has ${tokens.length} tokens, which leaves no room for ${sampling.maxTokens} more in the ${model.longestPrompt} that the model takes: shorten it or ask for fewer.`,
      );
    }
  }
  const longest = tokenised.reduce((most, { tokens }) => Math.max(most, tokens.length), 1);
  const { all } = await model.sequencesFor(longest + sampling.maxTokens);
  const stretches = new Stretches(tokenised.length, all.length);

  const work = async (sequence: LlamaContextSequence, lane: number): Promise<void> => {
    for (let place = stretches.next(lane); place !== undefined; place = stretches.next(lane)) {
      const next = tokenised[place];
      if (next === undefined) continue;
      await sink.room();
      signal.throwIfAborted();
      const continued = await continueText(model, sequence, next.tokens, next.prompt.seed, sampling, signal);
      model.evaluated(1);
      sink.add({ index: next.prompt.index, ...continued });
    }
  };
  await Promise.all(all.map(work));
}

async function continueText(
  model: HostModel,
  sequence: LlamaContextSequence,
  prompt: readonly Token[],
  seed: number,
  sampling: WireSampling,
  signal: AbortSignal,
): Promise<Omit<Generated, 'index'>> {
  const held = sequence.contextTokens;
  const kept = sequence.needsCheckpoints ? 0 : Math.min(sharedPrefix(held, prompt), prompt.length - 1);
  await sequence.eraseContextTokenRanges([{ start: kept, end: held.length }]);

  const { temperature, topP, minP, stop, maxTokens } = sampling;
  const sampled: Token[] = [];
  const tokens = sequence.evaluate(prompt.slice(kept), { temperature, topP, minP, topK: 0, seed });
  for await (const token of tokens) {
    signal.throwIfAborted();
    sampled.push(token);
    const text = model.text.continuation(prompt, sampled);
    const end = firstOf(stop, text);
    if (end !== -1) return { text: text.slice(0, end), tokens: sampled.length, finished: true };
    if (sampled.length === maxTokens) return { text, tokens: maxTokens, finished: false };
  }
  // The model ended the text itself.
  return { text: model.text.continuation(prompt, sampled), tokens: sampled.length, finished: true };
}

/** Where the first of the texts begins, or -1. */
function firstOf(stops: readonly string[], text: string): number {
  const places = stops.map((stop) => text.indexOf(stop)).filter((place) => place !== -1);
  return places.length === 0 ? -1 : Math.min(...places);
}
