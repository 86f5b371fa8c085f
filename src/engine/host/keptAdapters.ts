import type { LlamaModel } from 'node-llama-cpp';

/** What node-llama-cpp 3.22 keeps in a model and has no method for. */
interface KeepsAdapters {
  /** By absolute path. */
  readonly _loraAdapters: Map<string, { dispose(): Promise<void> }>;
}

/**
 * Frees a model's adapters, which no context may use any more. Left to itself, the library keeps each with the model
 * to its end: one after the other they would fill the memory, and one whose file has changed would not be read again.
 */
export async function forgetAdapters(model: LlamaModel): Promise<void> {
  const { _loraAdapters: kept } = model as unknown as KeepsAdapters;
  for (const adapter of kept.values()) await adapter.dispose();
  kept.clear();
}
