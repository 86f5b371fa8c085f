import { labelTexts } from '../../src/core/scoring/prompt';
import type { Label } from '../../src/core/nli/label';
import { predict } from '../../src/core/scoring/prediction';
import { EngineClient } from '../../src/engine/client';
import type { Adapter, LoadedModel, Prompt } from '../../src/ports/engine';
import { engineEntry, threads } from './places';
import { runProgram } from './program';

const warmUp = 32;

export interface ScoringRate {
  readonly examplesPerSecond: number;
  /** Tokens that went through the model, a second. */
  readonly evaluatedPerSecond: number;
  /** Tokens of the prompts, shared beginnings counted in full, a second. */
  readonly effectivePerSecond: number;
  readonly sequences: number;
  readonly batchSize: number;
  /** Resident memory of the engine's process after scoring, in 10^6 bytes. */
  readonly residentMegabytes: number;
  /** The label given to each pair ID. */
  readonly answers: ReadonlyMap<string, Label>;
}

/**
 * Scores prompts with the product's engine in its child process. The clock starts when the model is
 * loaded and has scored a few, as llama-bench's does after its own warm-up, and stops when the last
 * score has arrived in this process.
 */
export async function scoringRate(task: {
  readonly model: string;
  readonly adapters: readonly Adapter[];
  readonly prompts: readonly Prompt[];
}): Promise<ScoringRate> {
  const engine = new EngineClient({ entry: engineEntry });
  try {
    const loaded = await engine.load({ model: task.model, adapters: task.adapters, gpu: 'off', threads, labels: labelTexts });
    await scored(loaded, task.prompts.slice(0, warmUp));
    const started = performance.now();
    const { answers, promptTokens, evaluatedTokens } = await scored(loaded, task.prompts);
    const seconds = (performance.now() - started) / 1000;
    return {
      examplesPerSecond: task.prompts.length / seconds,
      evaluatedPerSecond: evaluatedTokens / seconds,
      effectivePerSecond: promptTokens / seconds,
      sequences: loaded.description.sequences,
      batchSize: loaded.description.batchSize,
      residentMegabytes: await engineMegabytes(),
      answers,
    };
  } finally {
    await engine.dispose();
  }
}

async function scored(
  loaded: LoadedModel,
  prompts: readonly Prompt[],
): Promise<{ answers: ReadonlyMap<string, Label>; promptTokens: number; evaluatedTokens: number }> {
  const answers = new Map<string, Label>();
  let promptTokens = 0;
  let evaluatedTokens = 0;
  for await (const batch of loaded.score(prompts)) {
    promptTokens += batch.promptTokens;
    evaluatedTokens += batch.evaluatedTokens;
    for (const { id, logprobs } of batch.scores) answers.set(id, predict(id, logprobs).label);
  }
  return { answers, promptTokens, evaluatedTokens };
}

async function engineMegabytes(): Promise<number> {
  const { stdout } = await runProgram('ps', ['-A', '-ww', '-o', 'ppid=,rss=,args=']);
  for (const [, parent, kibibytes, command = ''] of stdout.matchAll(/^ *(\d+) +(\d+) +(.*)$/gm)) {
    if (Number(parent) === process.pid && command.includes(engineEntry)) return (Number(kibibytes) * 1024) / 1e6;
  }
  throw new Error('The engine has no process of its own.');
}
