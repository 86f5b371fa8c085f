import type { LlamaContextSequence, LlamaGrammarEvaluationState, SequenceEvaluateOptions, Token } from 'node-llama-cpp';
import type { WireGeneration, WireSample, WireSampling } from '../protocol';
import type { Beginnings } from './beginnings';
import type { StopTexts } from './stopTexts';
import type { Text } from './text';

interface Surroundings {
  readonly beginnings: Beginnings;
  readonly text: Text;
  readonly stops: StopTexts;
  readonly sampling: WireSampling;
  readonly newGrammarState: () => LlamaGrammarEvaluationState | undefined;
}

interface Work {
  /** Null for a lane that only keeps step with the others. */
  readonly index: number | null;
  readonly prompt: readonly Token[];
  readonly tokens: AsyncGenerator<{ readonly token: Token }, void>;
  readonly sampled: Token[];
}

/** One sequence of the context, which samples one text after the other. */
export class SamplingLane {
  private work: Work | null = null;
  private held: number | null = null;

  /** @param priority sequences that are neighbours must be evaluated as neighbours: the larger comes first in a step */
  constructor(
    private readonly sequence: LlamaContextSequence,
    private readonly priority: number,
    private readonly surroundings: Surroundings,
  ) {}

  /** The prompt of its last sample. */
  get prompt(): number | null {
    return this.held;
  }

  /** May it be given a sample? */
  get isFree(): boolean {
    return !this.isWorking;
  }

  /** Is it at a text that somebody waits for? */
  get isWorking(): boolean {
    return this.work !== null && this.work.index !== null;
  }

  /** Begins a sample; without one it keeps step with the others by sampling for nobody. */
  async begin(sample: WireSample | undefined): Promise<void> {
    if (sample === undefined && this.work !== null) return;
    await this.leave();
    const { index, prompt, seed } = sample ?? { index: null, prompt: this.held ?? 0, seed: 0 };
    const { beginnings } = this.surroundings;
    const tokens = beginnings.tokens(prompt);
    await this.hold(prompt, tokens.length - 1);
    this.work = { index, prompt: tokens, sampled: [], tokens: this.sequence.evaluateWithMetadata(tokens.slice(-1), {}, this.options(seed)) };
  }

  /** Goes forward by one token, and returns the text that came to its end with it. */
  async step(): Promise<WireGeneration | null> {
    const { work } = this;
    if (work === null) throw new Error('A lane takes part in every step.');
    const { stops, text, sampling } = this.surroundings;
    const next = await work.tokens.next();
    if (next.done === true) return this.end(work, 'model', text.continuation(work.prompt, work.sampled));
    work.sampled.push(next.value.token);
    const stopped = stops.ended(work.prompt, work.sampled);
    if (stopped !== undefined) return this.end(work, 'stop', stopped);
    if (work.sampled.length < sampling.maxTokens) return null;
    return this.end(work, 'limit', text.continuation(work.prompt, work.sampled));
  }

  async leave(): Promise<void> {
    const { work } = this;
    this.work = null;
    await work?.tokens.return();
  }

  private async end({ index, sampled }: Work, end: WireGeneration['end'], text: string): Promise<WireGeneration | null> {
    await this.leave();
    return index === null ? null : { index, text, tokens: sampled.length, end };
  }

  private async hold(prompt: number, length: number): Promise<void> {
    const { sequence } = this;
    if (this.held === prompt && !sequence.needsCheckpoints) {
      await sequence.eraseContextTokenRanges([{ start: length, end: sequence.nextTokenIndex }]);
    } else {
      await this.surroundings.beginnings.put(sequence, prompt);
      this.held = prompt;
    }
  }

  private options(seed: number): SequenceEvaluateOptions {
    const { temperature, topP, minP } = this.surroundings.sampling;
    const grammarEvaluationState = this.surroundings.newGrammarState();
    return {
      temperature,
      topP,
      minP,
      // No such filter. Zero would be none as well, but sorts the whole vocabulary for each token, and takes as long as the model.
      topK: null as unknown as number,
      seed,
      evaluationPriority: this.priority as NonNullable<SequenceEvaluateOptions['evaluationPriority']>,
      ...(grammarEvaluationState === undefined ? {} : { grammarEvaluationState }),
    };
  }
}
