import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { LlamaContextSequence, Token } from 'node-llama-cpp';
import { loadState, makeStateFolder, saveState } from './stateFile';

/**
 * Prompts that many samples begin with. Each is evaluated by the first sequence that needs it, in a step
 * of its own, and the others take over a copy of the state. The library copies states by way of a file.
 */
export class Beginnings {
  private readonly written = new Set<number>();

  private constructor(
    private readonly prompts: readonly (readonly Token[])[],
    private readonly folder: string,
  ) {}

  static async make(prompts: readonly (readonly Token[])[]): Promise<Beginnings> {
    return new Beginnings(prompts, await makeStateFolder());
  }

  tokens(prompt: number): readonly Token[] {
    const tokens = this.prompts[prompt];
    if (tokens === undefined) throw new RangeError(`There is no prompt ${prompt}.`);
    return tokens;
  }

  /** Makes a sequence hold a prompt up to its last token, which is evaluated for each sample. */
  async put(sequence: LlamaContextSequence, prompt: number): Promise<void> {
    const beginning = this.tokens(prompt).slice(0, -1);
    const file = join(this.folder, String(prompt));
    if (beginning.length > 0 && this.written.has(prompt)) {
      await loadState(sequence, file);
      return;
    }
    await sequence.clearHistory();
    if (beginning.length === 0) return;
    await sequence.controlledEvaluate(beginning);
    await saveState(sequence, file);
    this.written.add(prompt);
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}
