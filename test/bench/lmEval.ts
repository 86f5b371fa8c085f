import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { labels } from '../../src/core/nli/label';
import type { Prompt } from '../../src/ports/engine';
import { median, type Figure } from './figure';
import { cache, root, threads } from './places';
import { runProgram } from './program';
import { scoringRate } from './scoringRate';

const folder = join(root, 'test', 'bench', 'python');
const peerBatch = 16;
const peerAnswer = z.object({ seconds: z.number().positive(), answers: z.record(z.string(), z.enum(labels)) });

/**
 * A Python with lm-evaluation-harness and what it needs, installed once. Its packages take 5 GB.
 *
 * @returns the path of its interpreter.
 */
export async function installLmEval(): Promise<string> {
  const environment = join(cache, 'venv');
  const python = join(environment, 'bin', 'python');
  const finished = join(environment, 'installed');
  if (existsSync(finished)) return python;
  await runProgram('python3', ['-m', 'venv', '--clear', environment]);
  await runProgram(python, ['-m', 'pip', 'install', '--quiet', '--requirement', join(folder, 'requirements.txt')]);
  await writeFile(finished, '');
  return python;
}

/**
 * Examples a second against lm-evaluation-harness with the same prompts and the same weights, which
 * it reads out of the same GGUF into float32. Rounds take turns; both clocks leave out the loading.
 */
export async function measureLmEval(setup: {
  readonly python: string;
  /** A GGUF file in Q4_0. */
  readonly model: string;
  readonly prompts: readonly Prompt[];
  readonly rounds: number;
  readonly onRound: (text: string) => void;
}): Promise<readonly Figure[]> {
  const { model, prompts, rounds } = setup;
  const work = join(cache, 'lm-eval');
  await mkdir(work, { recursive: true });
  await writeFile(join(work, 'prompts.jsonl'), prompts.map((prompt) => `${JSON.stringify(prompt)}\n`).join(''));
  const ratios: number[] = [];
  const peers: number[] = [];
  const agreements: number[] = [];
  for (let number = 1; number <= rounds; number += 1) {
    const peer = await lmEvalAnswer(setup.python, model, work);
    const mine = await scoringRate({ model, adapters: [], prompts });
    const peerRate = prompts.length / peer.seconds;
    peers.push(peerRate);
    ratios.push(mine.examplesPerSecond / peerRate);
    agreements.push(prompts.filter(({ id }) => mine.answers.get(id) === peer.answers[id]).length / prompts.length);
    setup.onRound(
      `lm-eval round ${number}: lm-evaluation-harness ${peerRate.toFixed(2)} examples/s, engine ${mine.examplesPerSecond.toFixed(1)}, ` +
        `same answer on ${((agreements.at(-1) ?? 0) * 100).toFixed(1)} %`,
    );
  }
  const setting = `SmolLM2-135M-Instruct Q4_0, ${threads} threads, ${prompts.length} HANS examples; lm_eval 0.4.11, hf, float32, batch ${peerBatch}`;
  return [
    { key: 'lm_eval.ratio', value: median(ratios), unit: 'times', wanted: { atLeast: 5 }, setting },
    { key: 'lm_eval.examples_per_second', value: median(peers), unit: 'examples/s', setting },
    { key: 'lm_eval.same_answer', value: median(agreements), unit: 'share', setting },
  ];
}

async function lmEvalAnswer(python: string, model: string, work: string): Promise<z.infer<typeof peerAnswer>> {
  const { stdout } = await runProgram(python, [join(folder, 'lmEvalRate.py'), model, String(peerBatch)], {
    cwd: work,
    env: {
      HF_HUB_OFFLINE: '1',
      HF_DATASETS_OFFLINE: '1',
      HF_HOME: join(cache, 'hf'),
      OMP_NUM_THREADS: String(threads),
    },
  });
  return peerAnswer.parse(JSON.parse(stdout.trim().split('\n').at(-1) ?? ''));
}
