import { count } from '../report/format';
import type { Licence } from './catalogue';
import { formatBytes } from './formatBytes';
import type { ModelHeader } from './header';
import type { ListedModel } from './listedModel';
import { memoryNeeded } from './memory';
import type { Shelf, ShelvedFile } from './shelf';

/** Such as `135 M` or `6.7 B`, as the field counts parameters. */
export function describeParameters(parameters: number): string {
  if (parameters >= 1e9) return `${(parameters / 1e9).toFixed(1)} B`;
  return parameters >= 1e6 ? `${Math.round(parameters / 1e6)} M` : count(parameters);
}

/** What a row says of a file that is there: `Q4_1 · 98 MB`. */
export function describeFile({ model, header, problem }: ShelvedFile): string {
  if (!model.there) return 'gone';
  if (problem !== null) return 'cannot be read';
  const quantization = header?.quantization ?? model.catalogue?.quantization;
  const rank = header?.adapter == null ? undefined : `rank ${header.adapter.rank}`;
  return [rank ?? quantization, model.bytes === null ? undefined : formatBytes(model.bytes)].filter((part) => part !== undefined).join(' · ');
}

/** Of an adapter without its base: `rank 16 · 10 MB · fits SmolLM2 135M Instruct`. */
export function describeStray({ file, fits }: Shelf['strays'][number]): string {
  const [first] = fits;
  const fitting = first === undefined ? 'fits no model here' : `fits ${first.title}${fits.length === 1 ? '' : ` and ${fits.length - 1} more`}`;
  return file.header === null ? describeFile(file) : `${describeFile(file)} · ${fitting}`;
}

/** Of a model, here or to fetch, or an adapter: `Q4_K_M · 4.1 GB · needs 5.3 GB of 16 GB memory`. @param memory of this machine, in bytes */
export function describeListed({ bytes, catalogue, kind }: ListedModel, memory: number): string {
  const quantization = catalogue === null ? [] : [catalogue.quantization];
  const size = bytes === null ? [] : [formatBytes(bytes)];
  const need = bytes === null || kind === 'adapter' ? [] : [describeNeed(bytes, memory)];
  return [...quantization, ...size, ...need].join(' · ');
}

/** Name and link: `Apache-2.0, https://www.apache.org/licenses/LICENSE-2.0`. */
export function describeLicence({ name, url }: Licence): string {
  return `${name}, ${url}`;
}

/** @param memory of this machine, in bytes */
export function describeNeed(bytes: number, memory: number): string {
  return `needs ${formatBytes(memoryNeeded(bytes))} of ${formatBytes(memory)} memory`;
}

export function isTooLarge(bytes: number, memory: number): boolean {
  return memoryNeeded(bytes) > memory;
}

/** How llama.cpp's names for vocabularies are known in the field. */
const tokenizers: Readonly<Record<string, string>> = { llama: 'SentencePiece', gpt2: 'byte-level BPE', bert: 'WordPiece', t5: 'Unigram' };

export function describeTokenizer({ kind, size }: NonNullable<ModelHeader['tokenizer']>): string {
  return `${tokenizers[kind] ?? kind}${size === null ? '' : `, ${count(size)} tokens`}`;
}
