import { stat } from 'node:fs/promises';
import * as z from 'zod';
import { labelTexts } from '../../src/core/scoring/prompt';
import { generatorPrompt } from '../../src/core/synthetic/generatorPrompt';
import { EngineClient } from '../../src/engine/client';
import { cellBytes, contextCells, samplingCount } from '../../src/engine/host/contextSize';
import { readModelFile } from '../../src/engine/host/modelFile';
import type { LoadedModel, Sampling } from '../../src/ports/engine';
import { median, type Figure } from './figure';
import type { HansSet } from './hansSet';
import type { LlamaCpp } from './llamaCpp';
import type { MeasuredModel } from './models';
import { engineEntry, threads } from './places';
import { runProgram } from './program';

/** Examples shown in the prompt, which makes it as long as few-shot prompts are. */
const shown = 6;
const newTokens = 64;
/** Texts that each sequence samples, one after the other. */
const textsASequence = 3;
/** As in the study. No stop text and the same length for all, as llama-batched-bench has it. */
const plain: Sampling = { temperature: 1, topP: 1, minP: 0, maxTokens: newTokens, stop: [], grammar: null };
/** Spares the exponential of nearly all of the vocabulary, which is what plain sampling takes its time with. */
const filtered: Sampling = { ...plain, minP: 0.05 };
const benchLine = z.object({ pl: z.number(), speed_tg: z.number() });

export interface GenerationSetup {
  readonly llamaCpp: LlamaCpp;
  readonly models: readonly MeasuredModel[];
  readonly hans: HansSet;
  readonly rounds: number;
  readonly onRound: (text: string) => void;
}

/**
 * Tokens a second of generation against the text generation of `llama-batched-bench` of the same
 * llama.cpp, with as many sequences, as long a prompt and as many new tokens. The peer chooses tokens
 * without looking at the model's answer, and its time for the prompt is left out; ours has everything,
 * sampling and the prompt too. Each ratio is taken inside a round, against the mean of the peer before and after.
 */
export async function measureGeneration(setup: GenerationSetup): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const model of setup.models) figures.push(...(await measureModel(model, setup)));
  const worst = figures
    .filter(({ key }) => key.endsWith('.ratio'))
    .reduce((least, figure) => (figure.value < least.value ? figure : least));
  return [{ ...worst, key: 'generation.ratio', wanted: { atLeast: 0.9 } }, ...figures];
}

async function measureModel({ key: modelKey, name, file: model }: MeasuredModel, { llamaCpp, hans, rounds, onRound }: GenerationSetup): Promise<readonly Figure[]> {
  const prompt = generatorPrompt('neutral', hans.dataSet.examples.slice(0, shown));
  const engine = new EngineClient({ entry: engineEntry });
  const peers: number[] = [];
  const ours: number[] = [];
  const ratios: number[] = [];
  const filteredRatios: number[] = [];
  try {
    const loaded = await engine.load({ model, adapters: [], gpu: 'off', threads, labels: labelTexts });
    const promptTokens = (await loaded.audit(prompt)).tokens;
    const cells = contextCells(promptTokens + newTokens);
    const { family } = await readModelFile(model);
    const sequences = samplingCount(cells, cellBytes(family), (await stat(model)).size);
    const peer = (): Promise<number> => batchedBench(llamaCpp, model, { promptTokens, sequences, cells });
    await tokensPerSecond(loaded, prompt, plain, sequences);
    for (let round = 1; round <= rounds; round += 1) {
      const before = await peer();
      const own = await tokensPerSecond(loaded, prompt, plain, sequences * textsASequence);
      const after = await peer();
      const ownFiltered = await tokensPerSecond(loaded, prompt, filtered, sequences * textsASequence);
      const between = (before + after) / 2;
      peers.push(before, after);
      ours.push(own);
      ratios.push(own / between);
      filteredRatios.push(ownFiltered / between);
      onRound(
        `${name} round ${round}: llama-batched-bench ${before.toFixed(0)} and ${after.toFixed(0)} tokens/s, ` +
          `engine ${own.toFixed(0)}, with min-p ${filtered.minP} ${ownFiltered.toFixed(0)}`,
      );
    }
    const setting =
      `${name}, ${threads} threads, ${sequences} sequences, prompt of ${promptTokens} tokens, ${newTokens} new ones at temperature 1; ` +
      `llama-batched-bench ${llamaCpp.release} (${llamaCpp.commit}), text generation alone`;
    const key = `generation.${modelKey}`;
    return [
      { key: `${key}.ratio`, value: median(ratios), unit: 'times', setting },
      { key: `${key}.min_p_ratio`, value: median(filteredRatios), unit: 'times', setting: `${setting}; ours with min-p ${filtered.minP}` },
      { key: `${key}.batched_bench`, value: median(peers), unit: 'tokens/s', setting },
      { key: `${key}.tokens_per_second`, value: median(ours), unit: 'tokens/s', setting },
    ];
  } finally {
    await engine.dispose();
  }
}

async function tokensPerSecond(model: LoadedModel, prompt: string, sampling: Sampling, texts: number): Promise<number> {
  const samples = Array.from({ length: texts }, (_, seed) => ({ id: String(seed), prompt: 0, seed }));
  const started = performance.now();
  let tokens = 0;
  for await (const batch of model.generate({ prompts: [prompt], samples, sampling })) {
    tokens += batch.reduce((sum, generation) => sum + generation.tokens, 0);
  }
  return (1000 * tokens) / (performance.now() - started);
}

async function batchedBench(
  llamaCpp: LlamaCpp,
  model: string,
  { promptTokens, sequences, cells }: { readonly promptTokens: number; readonly sequences: number; readonly cells: number },
): Promise<number> {
  const { stdout, stderr } = await runProgram(llamaCpp.batchedBench, [
    ...['--model', model, '--ctx-size', String(cells * sequences), '--batch-size', '512', '--ubatch-size', '512'],
    ...['-npp', String(promptTokens), '-ntg', String(newTokens), '-npl', String(sequences), '-pps'],
    ...['--threads', String(threads), '--output-format', 'jsonl'],
  ]);
  const line = `${stdout}\n${stderr}`.split('\n').find((text) => text.startsWith('{'));
  if (line === undefined) throw new Error(`llama-batched-bench measured nothing on ${model}.`);
  return benchLine.parse(JSON.parse(line)).speed_tg;
}
