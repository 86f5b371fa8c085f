import { UserError } from '../../core/userError';
import type { WireGeneration, WireSample, WireSampling } from '../protocol';
import { Beginnings } from './beginnings';
import type { HostModel } from './hostModel';
import { SampleQueue } from './sampleQueue';
import { SamplingLane } from './samplingLane';
import { StopTexts } from './stopTexts';

export type Generated = WireGeneration;

interface Request {
  readonly prompts: readonly string[];
  readonly samples: readonly WireSample[];
  readonly sampling: WireSampling;
}

interface Sink {
  add(generated: Generated): void;
  room(): Promise<void>;
}

/**
 * Continues prompts by sampling. Every step goes forward by one token in every sequence of the context,
 * those without work included: so each step computes matrices of the same shapes, and a sample's text
 * does not depend on what happens to go on beside it.
 *
 * @throws UserError `bad-data` for a prompt that leaves no room; the signal's reason.
 */
export async function generateTexts(
  model: HostModel,
  { prompts, samples, sampling }: Request,
  sink: Sink,
  signal: AbortSignal,
): Promise<void> {
  const tokenised = prompts.map((prompt) => model.text.promptTokens(prompt));
  const longest = Math.max(...tokenised.map((tokens) => tokens.length));
  checkRoom(longest, sampling.maxTokens, model.longestPrompt);
  const newGrammarState = sampling.grammar === null ? () => undefined : await model.grammarStates(sampling.grammar);
  const { all } = await model.samplingSequences(longest + sampling.maxTokens);
  const stops = new StopTexts(sampling.stop, model.text);
  const queue = new SampleQueue(samples, prompts.length);
  const beginnings = await Beginnings.make(tokenised);
  const lanes = all.map((sequence, place) => new SamplingLane(sequence, all.length - place, { beginnings, text: model.text, stops, sampling, newGrammarState }));
  try {
    for (;;) {
      await sink.room();
      signal.throwIfAborted();
      for (const lane of lanes.filter(({ isFree }) => isFree)) await lane.begin(queue.next(lane.prompt));
      if (!lanes.some(({ isWorking }) => isWorking)) return;
      const ended = await Promise.all(lanes.map((lane) => lane.step()));
      for (const generated of ended) {
        if (generated === null) continue;
        sink.add(generated);
        model.sampled(1);
      }
    }
  } finally {
    for (const lane of lanes) await lane.leave();
    await beginnings.remove();
    model.collect();
  }
}

function checkRoom(prompt: number, maxTokens: number, most: number): void {
  if (prompt + maxTokens <= most) return;
  throw new UserError(
    'bad-data',
    `The prompt has ${prompt} tokens, which leaves no room for ${maxTokens} more in the ${most} that the model takes: show fewer examples or allow fewer tokens.`,
  );
}

