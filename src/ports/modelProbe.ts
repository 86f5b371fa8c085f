import type { ModelHeader } from '../core/models/header';
import type { Label } from '../core/nli/label';
import type { LabelTokens } from './engine';

/** What can be learnt of models and of the machine without loading any weights. `src/engine/client.ts` implements it. */
export interface ModelProbe {
  /** @throws UserError `not-found`, `bad-model` or `engine`. */
  inspect(file: string): Promise<ModelHeader>;
  /**
   * The tokens of the labels in a model's vocabulary.
   *
   * @param texts of each label as it follows the prompt, leading space included
   * @throws UserError `bad-model`, `bad-labels` or `engine`.
   */
  labelTokens(file: string, texts: Readonly<Record<Label, string>>): Promise<LabelTokens>;
  /** What llama.cpp would run on. @throws UserError `engine` when it cannot be loaded at all. */
  backend(gpu: 'auto' | 'off'): Promise<Backend>;
  /** Ends the child process. */
  dispose(): Promise<void>;
}

export interface Backend {
  /** Such as `cuda`, `vulkan` or `metal`; null for the CPU. */
  readonly gpu: string | null;
  readonly devices: readonly string[];
  /** Memory of all its devices in bytes; null on the CPU. */
  readonly gpuMemory: number | null;
  /** Versions of node-llama-cpp and of the llama.cpp inside it. */
  readonly nodeLlamaCpp: string;
  readonly llamaCpp: string;
}
