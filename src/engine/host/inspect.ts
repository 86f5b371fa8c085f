import * as z from 'zod';
import { getModuleVersion } from 'node-llama-cpp';
import type { ModelHeader } from '../../core/models/header';
import type { Label } from '../../core/nli/label';
import type { WireBackend, WireLabelTokens } from '../protocol';
import { adapterBase } from './adapterFile';
import { findLabelTokens } from './labelTokens';
import { type ModelFile, readGguf, readModelFile } from './modelFile';
import { quantizationName } from './quantization';
import { startLlama } from './startLlama';
import { textOf } from './text';

const vocabularyKind = z.object({ tokenizer: z.object({ ggml: z.object({ model: z.string() }) }) });
const loraScale = z.object({ adapter: z.object({ lora: z.object({ alpha: z.number() }) }) });

/** @throws UserError `not-found` or `bad-model`. */
export async function inspectFile(path: string): Promise<ModelHeader> {
  const file = await readGguf(path, 'bad-model');
  const isAdapter = file.general.type === 'adapter';
  const { family, general } = file;
  return {
    kind: isAdapter ? 'adapter' : 'model',
    name: general.name ?? null,
    architecture: general.architecture,
    quantization: quantizationName(file),
    parameters: file.tensors.reduce((sum, { dimensions }) => sum + elements(dimensions), 0),
    contextSize: family.context_length ?? null,
    ...(isAdapter ? fittingShape(file) : { layers: family.block_count ?? null, width: family.embedding_length ?? null }),
    tokenizer: tokenizerOf(file),
    licence: general.license ?? null,
    adapter: isAdapter ? loraOf(file) : null,
  };
}

/** Reads the vocabulary and none of the weights. @throws UserError `not-found`, `bad-model` or `bad-labels`. */
export async function readLabelTokens(path: string, texts: Readonly<Record<Label, string>>): Promise<WireLabelTokens> {
  await readModelFile(path);
  const llama = await startLlama('off', 1);
  try {
    const model = await llama.loadModel({ modelPath: path, vocabOnly: true, gpuLayers: 0 });
    return findLabelTokens(textOf(model), texts);
  } finally {
    await llama.dispose();
  }
}

export async function describeBackend(gpu: 'auto' | 'off'): Promise<WireBackend> {
  const llama = await startLlama(gpu);
  try {
    return {
      gpu: llama.gpu === false ? null : llama.gpu,
      devices: llama.gpu === false ? [] : await llama.getGpuDeviceNames(),
      gpuMemory: llama.gpu === false ? null : (await llama.getVramState()).total,
      nodeLlamaCpp: await getModuleVersion(),
      llamaCpp: llama.llamaCppRelease.release,
    };
  } finally {
    await llama.dispose();
  }
}

function elements(dimensions: readonly (number | bigint)[]): number {
  return dimensions.reduce<number>((product, length) => product * Number(length), 1);
}

function tokenizerOf({ info, tensors }: ModelFile): ModelHeader['tokenizer'] {
  const parsed = vocabularyKind.safeParse(info.metadata);
  if (!parsed.success) return null;
  const embeddings = tensors.find(({ name }) => name === 'token_embd.weight')?.dimensions[1];
  return { kind: parsed.data.tokenizer.ggml.model, size: embeddings === undefined ? null : Number(embeddings) };
}

/** The shape of the models whose attention an adapter's factors fit: GGUF writes a matrix as [columns, rows]. */
function fittingShape({ tensors }: ModelFile): Pick<ModelHeader, 'layers' | 'width'> {
  const blocks = tensors.flatMap(({ name }) => /^blk\.(\d+)\./.exec(name)?.[1] ?? []).map(Number);
  const query = tensors.find(({ name }) => name.endsWith('.attn_q.weight.lora_a'))?.dimensions[0];
  return { layers: blocks.length === 0 ? null : Math.max(...blocks) + 1, width: query === undefined ? null : Number(query) };
}

function loraOf(file: ModelFile): ModelHeader['adapter'] {
  const factors = file.tensors.filter(({ name }) => name.endsWith('.lora_a'));
  const ranks = factors.map(({ name, dimensions }) => Number(dimensions[name.startsWith('token_embd.') ? 0 : 1]));
  const alpha = loraScale.safeParse(file.info.metadata);
  return { rank: Math.max(0, ...ranks), alpha: alpha.success ? alpha.data.adapter.lora.alpha : null, matrices: factors.length, base: adapterBase(file) };
}
