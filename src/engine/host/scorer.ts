import type { Token } from 'node-llama-cpp';
import { UserError } from '../../core/userError';
import type { LabelLogProbabilities } from '../../ports/engine';
import type { WirePrompt } from '../protocol';
import { commonBeginning, spreadBeginning } from './commonBeginning';
import type { HostModel } from './hostModel';
import { Lane } from './lane';
import { firstTokens } from './logProbabilities';
import { nextStep } from './step';
import { Stretches } from './stretches';

export interface Scored {
  readonly index: number;
  readonly logprobs: LabelLogProbabilities;
  readonly promptTokens: number;
  readonly evaluatedTokens: number;
}

type Open = Omit<Scored, 'logprobs'>;

interface PutOff {
  readonly prompt: WirePrompt;
  readonly tokens: number;
}

/** With fewer prompts for each, lanes share less between neighbours than they gain by going forward together. */
const promptsWorthALane = 8;

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
  await model.withKeptSamplers(async () => {
    let pending = prompts;
    let longest = 1;
    while (pending.length > 0) {
      const putOff = await scoreThoseThatFit(model, pending, longest, sink, signal);
      pending = putOff.map(({ prompt }) => prompt);
      longest = putOff.reduce((most, { tokens }) => Math.max(most, tokens), longest);
    }
  });
  model.collect();
}

async function scoreThoseThatFit(
  model: HostModel,
  prompts: readonly WirePrompt[],
  longest: number,
  sink: Sink,
  signal: AbortSignal,
): Promise<readonly PutOff[]> {
  const { context, all, room } = await model.sequencesFor(longest);
  const wanted = firstTokens(model.labelTokens);
  const lanes = all.slice(0, Math.ceil(prompts.length / promptsWorthALane)).map((sequence) => new Lane(sequence, wanted));
  const stretches = new Stretches(prompts.length, lanes.length);
  const open: (Open | undefined)[] = lanes.map(() => undefined);
  const putOff: PutOff[] = [];

  const nextThatFits = (place: number): { prompt: WirePrompt; tokens: Token[] } | undefined => {
    for (let index = stretches.next(place); index !== undefined; index = stretches.next(place)) {
      const prompt = prompts[index];
      if (prompt === undefined) continue;
      const tokens = model.text.promptTokens(prompt.text);
      checkLength(prompt, tokens.length, model.longestPrompt);
      if (tokens.length <= room) return { prompt, tokens };
      putOff.push({ prompt, tokens: tokens.length });
    }
    return undefined;
  };

  let extraTokens = await spreadBeginning(lanes, beginningOf(prompts, model));
  for (;;) {
    await sink.room();
    signal.throwIfAborted();
    for (const [place, lane] of lanes.entries()) {
      if (open[place] !== undefined) continue;
      const next = nextThatFits(place);
      if (next === undefined) continue;
      await lane.begin(next.tokens);
      open[place] = { index: next.prompt.index, promptTokens: next.tokens.length, evaluatedTokens: lane.tokens + extraTokens };
      extraTokens = 0;
    }
    const lengths = nextStep(lanes.map(({ tokens }) => tokens), context.batchSize);
    if (lengths.every((length) => length === 0)) return putOff;
    const answers = await Promise.all(lanes.map((lane, place) => lane.advance(lengths[place] ?? 0)));
    for (const [place, logprobs] of answers.entries()) {
      const scored = open[place];
      if (logprobs === null || scored === undefined) continue;
      sink.add({ ...scored, logprobs });
      open[place] = undefined;
    }
  }
}

function beginningOf(prompts: readonly WirePrompt[], { text }: HostModel): readonly Token[] {
  const [first, last] = [prompts.at(0), prompts.at(-1)];
  if (first === undefined || last === undefined) return [];
  return commonBeginning(text.promptTokens(first.text), text.promptTokens(last.text));
}

function checkLength(prompt: WirePrompt, tokens: number, most: number): void {
  if (tokens <= most) return;
  throw new UserError(
    'bad-data',
    `The prompt of ${prompt.id} has ${tokens} tokens and the model takes ${most}: shorten the example or leave it out.`,
  );
}
