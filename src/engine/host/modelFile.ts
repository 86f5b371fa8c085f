import { open, stat } from 'node:fs/promises';
import { type GgufFileInfo, type GgufTensorInfo, readGgufFileInfo } from 'node-llama-cpp';
import * as z from 'zod';
import { UserError } from '../../core/userError';
import { tensorBytes } from './tensorBytes';

/** The fields of a GGUF's header that decide whether and how it can be run. */
const attention = z.object({
  causal: z.boolean().optional(),
  head_count: z.number().optional(),
  head_count_kv: z.union([z.number(), z.array(z.number())]).optional(),
  key_length: z.number().optional(),
  value_length: z.number().optional(),
});
const family = z.object({
  context_length: z.number().optional(),
  block_count: z.number().optional(),
  embedding_length: z.number().optional(),
  pooling_type: z.number().optional(),
  attention: attention.optional(),
});
const general = z.object({
  architecture: z.string(),
  name: z.string().optional(),
  type: z.string().optional(),
  file_type: z.number().optional(),
  license: z.string().optional(),
});

export interface ModelFile {
  readonly general: z.infer<typeof general>;
  readonly family: z.infer<typeof family>;
  readonly info: GgufFileInfo;
  readonly tensors: readonly GgufTensorInfo[];
}

/** Long lists of the header that no check needs: without them it is read in a fraction of the time. */
const vocabularyKeys = ['tokens', 'scores', 'token_type', 'merges'].map((key) => `tokenizer.ggml.${key}`);

/** Architectures of llama.cpp that turn a text into vectors or need a second text, and so continue none. */
const encoders =
  /^(bert|modern-bert|nomic-bert|nomic-bert-moe|neo-bert|jina-bert-v2|jina-bert-v3|eurobert|gemma-embedding|llama-embed|t5|t5encoder|clip|wavtokenizer-dec)$/;

/**
 * Reads a model's header and refuses what llama.cpp would abort on or could not score with.
 *
 * @throws UserError `not-found` or `bad-model`.
 */
export async function readModelFile(path: string): Promise<ModelFile> {
  const file = await readGguf(path, 'bad-model');
  const architecture = file.general.architecture;
  if (file.general.type === 'adapter') {
    throw new UserError('bad-model', `${path} is an adapter, not a model: give its base model as the model and this file as the adapter.`);
  }
  if (encoders.test(architecture) || file.family.attention?.causal === false) {
    throw new UserError(
      'bad-model',
      `${path} is an encoder (architecture "${architecture}"), which makes embeddings and cannot continue a text: choose a Llama-family model that generates.`,
    );
  }
  if (file.family.pooling_type !== undefined && file.family.pooling_type !== 0) {
    throw new UserError(
      'bad-model',
      `${path} was made for embeddings (its header asks for pooling) and cannot continue a text: choose a Llama-family model that generates.`,
    );
  }
  if (file.tensors.length === 0) {
    throw new UserError('bad-model', `${path} holds a vocabulary and no weights: choose the file that has the model itself.`);
  }
  return file;
}

/**
 * @throws UserError `not-found`, or `code` for a file that is no GGUF or is shorter than its header says.
 */
export async function readGguf(path: string, code: 'bad-model' | 'bad-adapter'): Promise<ModelFile> {
  await checkMagic(path, code);
  let info: GgufFileInfo;
  try {
    info = await readGgufFileInfo(path, { sourceType: 'filesystem', logWarnings: false, ignoreKeys: vocabularyKeys });
  } catch (error) {
    throw new UserError(code, `${path} is a GGUF file whose header cannot be read, so it is broken or cut short: download or convert it again.`, {
      cause: error,
    });
  }
  const tensors = info.fullTensorInfo ?? [];
  const parsed = general.safeParse(info.metadata.general);
  if (!parsed.success) {
    throw new UserError(code, `${path} does not say its architecture (general.architecture): convert it again with a current llama.cpp.`);
  }
  if (info.splicedParts === 1) await checkLength(path, tensors, code);
  return {
    general: parsed.data,
    family: family.parse(info.architectureMetadata),
    info,
    tensors,
  };
}

async function checkMagic(path: string, code: 'bad-model' | 'bad-adapter'): Promise<void> {
  const handle = await open(path).catch((error: unknown) => {
    throw new UserError('not-found', `${path} cannot be opened (${systemCode(error)}): check the path and that you may read it.`, { cause: error });
  });
  try {
    if ((await handle.stat()).isDirectory()) {
      throw new UserError('not-found', `${path} is a folder: give the .gguf file in it.`);
    }
    const { buffer } = await handle.read(Buffer.alloc(4), 0, 4, 0);
    if (buffer.toString('latin1') !== 'GGUF') {
      throw new UserError(code, `${path} is not a GGUF file (it does not begin with "GGUF"): convert it with llama.cpp's convert_hf_to_gguf.py.`);
    }
  } finally {
    await handle.close();
  }
}

/** llama.cpp maps the file into memory: tensors past its end would be read as a bus error. */
async function checkLength(path: string, tensors: readonly GgufTensorInfo[], code: 'bad-model' | 'bad-adapter'): Promise<void> {
  const { size } = await stat(path);
  const needed = tensors.reduce((end, tensor) => Math.max(end, Number(tensor.fileOffset) + tensorBytes(tensor)), 0);
  if (size < needed) {
    throw new UserError(
      code,
      `${path} is cut short: its header promises ${needed} bytes and ${size} are there; download it again.`,
    );
  }
}

function systemCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
