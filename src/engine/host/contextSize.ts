import { cacheBudget } from '../../core/models/memory';
import type { ModelFile } from './modelFile';

/** llama.cpp pads each sequence to a multiple of so many cells. */
const cellPadding = 256;
/** The library keeps one cell of a sequence free. */
const reserved = 1;
/** More sequences at once bring no more speed, and each costs a cache of its own. */
const mostSequences = 32;
/** What the caches may take where a small model is sampled from: a step costs little more with many sequences than with few. */
const smallSamplingBytes = 1024 ** 3;
/** llama.cpp computes columns of a matrix four at a time, and may round otherwise in those that are left over. */
const columnsTogether = 4;

/** Cells of one sequence's key-value cache that hold so many tokens. */
export function contextCells(tokens: number): number {
  return Math.ceil((tokens + reserved) / cellPadding) * cellPadding;
}

/** Tokens that fit into a sequence of so many cells. */
export function roomOf(cells: number): number {
  return cells - reserved;
}

/**
 * Bytes of one cell: a key and a value of 16-bit floats in each layer for each key-value head
 * (`llama_kv_cache` in llama.cpp).
 */
export function cellBytes({ block_count = 32, embedding_length = 4096, attention = {} }: ModelFile['family']): number {
  const heads = attention.head_count ?? 32;
  const width = embedding_length / heads;
  const perHead = (attention.key_length ?? width) + (attention.value_length ?? width);
  const keyHeads = attention.head_count_kv ?? heads;
  const headsOfAllLayers =
    typeof keyHeads === 'number' ? keyHeads * block_count : keyHeads.reduce((sum, count) => sum + count, 0);
  return headsOfAllLayers * perHead * 2;
}

/** How many sequences fit beside a model of this size. */
export function sequenceCount(cells: number, bytesOfCell: number, modelBytes: number): number {
  return fitting(cells * bytesOfCell, cacheBudget(modelBytes));
}

/** The same for sampling, within the model's own size or 1 GiB: so many that none is left over from the fours. */
export function samplingCount(cells: number, bytesOfCell: number, modelBytes: number): number {
  const most = fitting(cells * bytesOfCell, Math.max(smallSamplingBytes, modelBytes));
  return most < columnsTogether ? most : most - (most % columnsTogether);
}

function fitting(bytes: number, budget: number): number {
  return Math.min(mostSequences, Math.max(1, Math.floor(budget / bytes)));
}
