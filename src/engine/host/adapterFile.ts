import * as z from 'zod';
import { sha256Schema } from '../../core/sha256';
import { UserError } from '../../core/userError';
import { type ModelFile, readGguf } from './modelFile';

const provenance = z.object({ blindspot: z.object({ base: z.object({ sha256: sha256Schema }) }) });

/**
 * Refuses a LoRA adapter that llama.cpp could not put on the model, with the reason that its own
 * message ("Failed to initialize LoRA adapter") leaves out. The rules are those of `llama-adapter.cpp`.
 *
 * @returns SHA-256 of the base that it was trained on, where it says so.
 * @throws UserError `not-found` or `bad-adapter`.
 */
export async function checkAdapterFile(path: string, model: ModelFile, modelPath: string): Promise<string | null> {
  const adapter = await readGguf(path, 'bad-adapter');
  if (adapter.general.type !== 'adapter' || !adapter.tensors.some((tensor) => tensor.name.endsWith('.lora_a'))) {
    throw new UserError(
      'bad-adapter',
      `${path} is not a LoRA adapter: convert one with llama.cpp's convert_lora_to_gguf.py, and give a whole model as the model instead.`,
    );
  }
  const refuse = (reason: string) => {
    throw new UserError('bad-adapter', `The adapter ${path} was made for another model than ${modelPath}: ${reason}. Choose the adapter's own base model.`);
  };
  if (adapter.general.architecture !== model.general.architecture) {
    refuse(`its architecture is "${adapter.general.architecture}" and the model's "${model.general.architecture}"`);
  }
  const sizes = (file: ModelFile) => new Map(file.tensors.map(({ name, dimensions }) => [name, dimensions.map(Number)]));
  const [weights, factors] = [sizes(model), sizes(adapter)];
  for (const [name, first] of factors) {
    if (!name.endsWith('.lora_a')) continue;
    const target = name.slice(0, -'.lora_a'.length);
    const second = factors.get(`${target}.lora_b`);
    const weight = weights.get(target);
    if (second === undefined) {
      throw new UserError('bad-adapter', `The adapter ${path} has ${name} without its lora_b: it is broken; convert it again.`);
    }
    if (weight === undefined) {
      refuse(`it changes ${target}, which the model does not have as a tensor of its own`);
      continue;
    }
    // GGUF writes a matrix as [columns, rows]; the embedding table is looked up and not multiplied, so its factors change places.
    const made = target === 'token_embd.weight' ? [second[1], first[1]] : [first[0], second[1]];
    if (made[0] !== weight[0] || made[1] !== weight[1]) {
      refuse(`its change to ${target} is ${made.join(' x ')} where the model has ${weight.join(' x ')}`);
    }
  }
  return adapterBase(adapter);
}

/** SHA-256 of the base that an adapter says it was trained on; null where it does not say. */
export function adapterBase({ info }: ModelFile): string | null {
  const said = provenance.safeParse(info.metadata);
  return said.success ? said.data.blindspot.base.sha256 : null;
}
