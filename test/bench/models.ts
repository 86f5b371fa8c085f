import { existsSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { catalogue } from '../../src/core/models/catalogue';
import type { LlamaCpp } from './llamaCpp';
import { cache, cli, threads } from './places';
import { runProgram } from './program';

export type Quantization = 'Q4_0' | 'Q8_0';

/** A model that is measured with: its figures are called after its key, and say its name. */
export interface MeasuredModel {
  readonly key: string;
  readonly name: string;
  readonly file: string;
}

/** The catalogue's small model as it is published, fetched with the product's own command. */
export async function smallModel(): Promise<string> {
  const small = catalogue.find(({ id }) => id.startsWith('smollm2'));
  if (small === undefined) throw new Error('The catalogue has no SmolLM2.');
  const file = join(cache, small.file);
  if (!existsSync(file)) await runProgram(process.execPath, [cli, 'models', 'pull', small.id, '--models', cache]);
  return file;
}

/**
 * The model in another quantisation, made once with llama.cpp's own program. Requantising costs
 * accuracy, which a benchmark of speed does not measure.
 *
 * @param source a GGUF file.
 * @returns the path of the new GGUF file.
 */
export async function quantise(llamaCpp: LlamaCpp, source: string, to: Quantization): Promise<string> {
  await mkdir(cache, { recursive: true });
  const made = join(cache, `SmolLM2-135M-Instruct.${to}.gguf`);
  if (existsSync(made)) return made;
  const unfinished = `${made}.part`;
  await runProgram(llamaCpp.quantize, ['--allow-requantize', source, unfinished, to, String(threads)]);
  await rename(unfinished, made);
  return made;
}
