import type { Token } from 'node-llama-cpp';
import { UserError } from '../../core/userError';
import type { LabelLogProbabilities } from '../../ports/engine';
import type { WirePrompt } from '../protocol';
import type { HostModel } from './hostModel';
import { Lane } from './lane';
import { firstTokens } from './logProbabilities';
import { Stretches } from './stretches';

export interface Scored {
  readonly index: number;
  readonly logprobs: LabelLogProbabilities;
  readonly promptTokens: number;
  readonly evaluatedTokens: number;
}

interface Sink {
  add(scored: Scored): void;
  room(): Promise<void>;
}

/**
 * Scores prompts, neighbours of the list side by side. Those that are too long for the present
 * context are put off until the others are through, and then a larger one is made.
 *
 * @throws UserError `bad-data` for a prompt that is longer than the model can take; the signal's reason.
 */
export async function scorePrompts(
  model: HostModel,
  prompts: readonly WirePrompt[],
  sink: Sink,
  signal: AbortSignal,
): Promise<void> {
  let pending = prompts;
  let longest = 1;
  while (pending.length > 0) {
    const putOff = await scoreThoseThatFit(model, pending, longest, sink, signal);
    pending = putOff.map(({ prompt }) => prompt);
    longest = Math.max(longest, ...putOff.map(({ tokens }) => tokens));
  }
}

async function scoreThoseThatFit(
  model: HostModel,
  prompts: readonly WirePrompt[],
  longest: number,
  sink: Sink,
  signal: AbortSignal,
): Promise<readonly { prompt: WirePrompt; tokens: number }[]> {
  const { all, room } = await model.sequencesFor(longest);
  const wanted = firstTokens(model.labelTokens);
  const stretches = new Stretches(prompts.length, all.length);
  const putOff: { prompt: WirePrompt; tokens: number }[] = [];

  const nextThatFits = (lane: number): { prompt: WirePrompt; tokens: Token[] } | undefined => {
    for (let place = stretches.next(lane); place !== undefined; place = stretches.next(lane)) {
      const prompt = prompts[place];
      if (prompt === undefined) continue;
      const tokens = model.text.promptTokens(prompt.text);
      if (tokens.length <= room) return { prompt, tokens };
      checkLength(prompt, tokens.length, model.longestPrompt);
      putOff.push({ prompt, tokens: tokens.length });
    }
    return undefined;
  };

  const workers = all.map((sequence, lane) => ({ lane, sequence: new Lane(sequence, wanted) }));
  const work = async ({ lane, sequence }: (typeof workers)[number]): Promise<void> => {
    for (let next = nextThatFits(lane); next !== undefined; next = nextThatFits(lane)) {
      await sink.room();
      signal.throwIfAborted();
      await sequence.begin(next.tokens);
      const evaluatedTokens = sequence.remaining;
      const logprobs = await sequence.advance(evaluatedTokens);
      if (logprobs === null) throw new Error('A prompt was evaluated without an answer.');
      sink.add({ index: next.prompt.index, logprobs, promptTokens: next.tokens.length, evaluatedTokens });
    }
  };
  await Promise.all(workers.map(work));
  return putOff;
}

function checkLength(prompt: WirePrompt, tokens: number, most: number): void {
  if (tokens <= most) return;
  throw new UserError(
    'bad-data',
    `The prompt of ${prompt.id} has ${tokens} tokens and the model takes ${most}: shorten the example or leave it out.`,
  );
}
