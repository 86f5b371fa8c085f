import type { LlamaContextSequence, Token } from 'node-llama-cpp';
import type { Label } from '../../core/nli/label';
import type { LabelLogProbabilities } from '../../ports/engine';
import { logProbabilities, readLogitsAt } from './logProbabilities';
import { sharedPrefix } from './sharedPrefix';
import { loadState, saveState } from './stateFile';
import { keptPrefix } from './step';

/** One sequence of the context, which keeps what a prompt shares with the prompt before it. */
export class Lane {
  private held: readonly Token[];
  private prompt: readonly Token[] = [];
  private position = 0;

  constructor(
    private readonly sequence: LlamaContextSequence,
    private readonly wanted: Readonly<Record<Label, Token>>,
  ) {
    this.held = sequence.contextTokens;
  }

  /** Tokens of the present prompt that have not been evaluated. */
  get tokens(): number {
    return this.prompt.length - this.position;
  }

  /** Has it evaluated that beginning, or a text that begins so? */
  holds(beginning: readonly Token[]): boolean {
    return sharedPrefix(this.held, beginning) === beginning.length;
  }

  /**
   * Evaluates a beginning of prompts, and writes its state to a file.
   *
   * @returns how many tokens it evaluated.
   */
  async saveBeginning(beginning: readonly Token[], file: string): Promise<number> {
    await this.begin(beginning);
    const evaluated = this.tokens;
    await this.advance(evaluated);
    await saveState(this.sequence, file);
    return evaluated;
  }

  /** Takes over a state that another lane of the same context wrote, instead of evaluating it. */
  async loadBeginning(beginning: readonly Token[], file: string): Promise<void> {
    await loadState(this.sequence, file);
    this.held = beginning;
  }

  /** Takes the next prompt and forgets what it does not share with the one before. */
  async begin(prompt: readonly Token[]): Promise<void> {
    const kept = this.sequence.needsCheckpoints ? 0 : keptPrefix(this.held, prompt);
    if (kept < this.held.length) await this.sequence.eraseContextTokenRanges([{ start: kept, end: this.held.length }]);
    this.prompt = prompt;
    this.held = prompt;
    this.position = kept;
  }

  /** Evaluates the next so many tokens; the label log-probabilities come with the prompt's last. */
  async advance(count: number): Promise<LabelLogProbabilities | null> {
    if (count === 0) return null;
    const tokens = this.prompt.slice(this.position, this.position + count);
    this.position += tokens.length;
    const last = tokens.at(-1);
    if (last === undefined || this.tokens > 0) {
      await this.sequence.controlledEvaluate(tokens);
      return null;
    }
    const outputs = await this.sequence.controlledEvaluate([...tokens.slice(0, -1), readLogitsAt(last, this.wanted)]);
    return logProbabilities(outputs.at(-1), this.wanted);
  }
}
