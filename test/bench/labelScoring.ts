import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import * as z from 'zod';
import type { Adapter, Prompt } from '../../src/ports/engine';
import { median, type Figure } from './figure';
import type { LlamaCpp } from './llamaCpp';
import { cache, root, threads } from './places';
import { runProgram } from './program';
import type { MeasuredModel } from './models';
import { scoringRate, type ScoringRate } from './scoringRate';

const adapterRank = 16;
const promptTokens = 512;
const benchResults = z.array(z.object({ n_prompt: z.number(), n_threads: z.number(), avg_ts: z.number() }));

export interface LabelScoringSetup {
  readonly llamaCpp: LlamaCpp;
  readonly models: readonly MeasuredModel[];
  readonly prompts: readonly Prompt[];
  /** A Python that has the `gguf` package. */
  readonly python: string;
  readonly rounds: number;
  readonly onRound: (text: string) => void;
}

/**
 * Label scoring against `llama-bench` of the same llama.cpp, and the cost of an adapter. A round runs
 * llama-bench, the engine, llama-bench and the engine with an adapter one after another, so that a
 * machine that grows slower or faster does so for all; each ratio is taken inside its round, against
 * the mean of both llama-benches.
 */
export async function measureLabelScoring(setup: LabelScoringSetup): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const model of setup.models) figures.push(...(await measureModel(model, setup)));
  return [...worstOf('evaluated_ratio', 0.95, figures), ...worstOf('effective_ratio', 1.8, figures), ...figures];
}

async function measureModel({ key: modelKey, name, file: model }: MeasuredModel, setup: LabelScoringSetup): Promise<readonly Figure[]> {
  const adapter = { file: await randomAdapter(setup.python, model), scale: 1 };
  const rounds: Round[] = [];
  for (let number = 1; number <= setup.rounds; number += 1) {
    const round = await measureRound(model, adapter, setup);
    rounds.push(round);
    setup.onRound(
      `${name} round ${number}: llama-bench ${round.peer.toFixed(0)} tokens/s, ` +
        `engine ${round.plain.evaluatedPerSecond.toFixed(0)} evaluated, ${round.plain.effectivePerSecond.toFixed(0)} effective, ` +
        `${round.plain.examplesPerSecond.toFixed(1)} examples/s; with an adapter ${round.adapted.examplesPerSecond.toFixed(1)} examples/s`,
    );
  }
  const { sequences, batchSize } = rounds[0]?.plain ?? { sequences: 0, batchSize: 0 };
  const mine = `${name}, ${threads} threads, ${setup.prompts.length} HANS examples, ${sequences} sequences, batch ${batchSize}`;
  const peer = `${mine}; llama-bench ${setup.llamaCpp.release} (${setup.llamaCpp.commit}) pp${promptTokens}`;
  const of = (value: (round: Round) => number): number => median(rounds.map(value));
  const key = `label_scoring.${modelKey}`;
  return [
    { key: `${key}.evaluated_ratio`, value: of((round) => round.plain.evaluatedPerSecond / round.peer), unit: 'times', setting: peer },
    { key: `${key}.effective_ratio`, value: of((round) => round.plain.effectivePerSecond / round.peer), unit: 'times', setting: peer },
    { key: `${key}.llama_bench`, value: of((round) => round.peer), unit: 'tokens/s', setting: peer },
    { key: `${key}.examples_per_second`, value: of((round) => round.plain.examplesPerSecond), unit: 'examples/s', setting: mine },
    {
      key: modelKey === 'q4_0' ? 'adapter.cost' : `adapter.${modelKey}.cost`,
      value: of((round) => 1 - round.adapted.examplesPerSecond / round.plain.examplesPerSecond),
      unit: 'share',
      setting: `${mine}; random LoRA, rank ${adapterRank}, F16, all seven projections, against none`,
    },
  ];
}

interface Round {
  /** Tokens a second of llama-bench. */
  readonly peer: number;
  readonly plain: ScoringRate;
  readonly adapted: ScoringRate;
}

async function measureRound(model: string, adapter: Adapter, { llamaCpp, prompts }: LabelScoringSetup): Promise<Round> {
  const before = await llamaBench(llamaCpp, model);
  const plain = await scoringRate({ model, adapters: [], prompts });
  const after = await llamaBench(llamaCpp, model);
  const adapted = await scoringRate({ model, adapters: [adapter], prompts });
  return { peer: (before + after) / 2, plain, adapted };
}

async function llamaBench(llamaCpp: LlamaCpp, model: string): Promise<number> {
  const { stdout } = await runProgram(llamaCpp.bench, [
    ...['--model', model, '--n-prompt', String(promptTokens), '--n-gen', '0'],
    ...['--threads', String(threads), '--repetitions', '5', '--output', 'json'],
  ]);
  const result = benchResults.parse(JSON.parse(stdout))[0];
  if (result === undefined) throw new Error(`llama-bench measured nothing on ${model}.`);
  return result.avg_ts;
}

async function randomAdapter(python: string, model: string): Promise<string> {
  const file = join(cache, `random-lora-r${adapterRank}-${basename(model)}`);
  if (!existsSync(file)) {
    await runProgram(python, [join(root, 'test', 'bench', 'python', 'randomAdapter.py'), model, file, String(adapterRank)]);
  }
  return file;
}

/** The claim is about all of them, so it stands on the slowest. */
function worstOf(name: string, atLeast: number, figures: readonly Figure[]): readonly Figure[] {
  const worst = figures
    .filter(({ key }) => key.endsWith(`.${name}`))
    .reduce((least, figure) => (figure.value < least.value ? figure : least));
  return [{ ...worst, key: `label_scoring.${name}`, wanted: { atLeast } }];
}
