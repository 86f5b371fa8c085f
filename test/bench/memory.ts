import type { Prompt } from '../../src/ports/engine';
import { contextCells } from '../../src/engine/host/contextSize';
import type { Figure } from './figure';
import type { LlamaCpp } from './llamaCpp';
import { threads } from './places';
import { runProgram } from './program';
import { scoringRate } from './scoringRate';

/** What llama.cpp says of each of its buffers when it has loaded a model and made a context. */
const bufferLine = /(?:load_tensors|llama_context|llama_kv_cache|sched_reserve): +\S+ +(model|KV|output|compute) buffer size = +([\d.]+) MiB$/gm;

/**
 * Resident memory of the engine's child after a run against the sum of the buffers that llama.cpp
 * itself reports for the same model and context: weights (once: not mapped as well), key-value cache,
 * outputs and compute buffer. What is above is Node.js, which weighs most beside a small model.
 */
export async function measureMemory(setup: {
  readonly llamaCpp: LlamaCpp;
  readonly model: string;
  readonly prompts: readonly Prompt[];
}): Promise<readonly Figure[]> {
  const { sequences, batchSize, residentMegabytes } = await scoringRate({ ...setup, adapters: [] });
  const cells = contextCells(1);
  const expected = await bufferMegabytes(setup.llamaCpp, setup.model, { sequences, batchSize, cells });
  const setting = `SmolLM2-135M-Instruct Q4_0, ${threads} threads, ${sequences} sequences of ${cells} cells, batch ${batchSize}; resident size of the child after scoring, against llama.cpp's own buffers (${expected.toFixed(0)} MB)`;
  return [
    { key: 'memory_ratio', value: residentMegabytes / expected, unit: 'times', wanted: { atMost: 1.2 }, setting },
    { key: 'memory', value: residentMegabytes, unit: 'MB', setting },
  ];
}

async function bufferMegabytes(
  llamaCpp: LlamaCpp,
  model: string,
  context: { readonly sequences: number; readonly batchSize: number; readonly cells: number },
): Promise<number> {
  const batch = String(context.batchSize);
  const sequences = String(context.sequences);
  const { stdout, stderr } = await runProgram(llamaCpp.batchedBench, [
    ...['--model', model, '--ctx-size', String(context.cells * context.sequences), '--batch-size', batch, '--ubatch-size', batch],
    ...['-npp', '1', '-ntg', '1', '-npl', sequences, '--threads', String(threads)],
    ...['--load-mode', 'none', '--verbose'],
  ]);
  const kinds = new Set<string>();
  let mebibytes = 0;
  for (const [, kind = '', size] of `${stdout}\n${stderr}`.matchAll(bufferLine)) {
    kinds.add(kind);
    mebibytes += Number(size);
  }
  if (kinds.size < 4) throw new Error(`llama-batched-bench told the size of ${kinds.size} of its 4 kinds of buffers: its log has changed.`);
  return (mebibytes * 1024 ** 2) / 1e6;
}
