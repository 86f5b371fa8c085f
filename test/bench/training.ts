import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import * as z from 'zod';
import { trainerTools } from '../../scripts/trainerTools';
import { labels } from '../../src/core/nli/label';
import { draw } from '../../src/core/draw';
import { labelTexts } from '../../src/core/scoring/prompt';
import { promptsOf } from '../../src/core/training/rows';
import { DataReader } from '../../src/core/nli/dataReader';
import { linesOf } from '../../src/storage/lines';
import { median, type Figure } from './figure';
import { hansSet } from './hansSet';
import { cache, root } from './places';
import { runProgram } from './program';

const batchSize = 16;
const warmUp = 2;
const steps = 20;

const answer = z.object({ tokensPerSecond: z.number(), peakBytes: z.number(), exportSeconds: z.number().optional() });

/**
 * Training against Hugging Face's Trainer with PEFT: the same model, texts and settings, some steps each in a process
 * of its own, in turn; each ratio is taken inside its round.
 */
export async function measureTraining(setup: { readonly model: string; readonly rounds: number; readonly onRound: (text: string) => void }): Promise<readonly Figure[]> {
  const { python, trainer } = await trainerTools();
  const work = join(cache, 'training');
  const { file: texts, name } = await writeTexts(work);
  const measure = async (way: 'ours' | 'theirs'): Promise<z.infer<typeof answer>> => {
    const folder = join(work, way);
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    const config = join(folder, 'config.json');
    const settings = { task: 'classifier', rank: 16, alpha: 32, learningRate: 6e-4, gradientNorm: 1, dropout: 0.05, batchSize, device: 'cpu', threads: availableParallelism() };
    await writeFile(config, JSON.stringify({ ...settings, base: setup.model, folder, adapter: join(folder, 'adapter.gguf'), training: texts, labels: labelTexts }));
    const script = join(root, 'test', 'bench', 'python', 'trainingRate.py');
    const env = { PYTHONPATH: trainer, PYTHONDONTWRITEBYTECODE: '1', HF_HUB_OFFLINE: '1' };
    const { stdout } = await runProgram(python, [script, way, config, String(warmUp)], { env });
    return answer.parse(JSON.parse(stdout.trim().split('\n').at(-1) ?? ''));
  };
  const rounds: { readonly mine: z.infer<typeof answer>; readonly peer: z.infer<typeof answer> }[] = [];
  for (let number = 1; number <= setup.rounds; number += 1) {
    const round = { mine: await measure('ours'), peer: await measure('theirs') };
    rounds.push(round);
    setup.onRound(
      `training round ${number}: trainer ${round.mine.tokensPerSecond.toFixed(0)} tokens/s, ${gigabytes(round.mine.peakBytes)}; ` +
        `Trainer with PEFT ${round.peer.tokensPerSecond.toFixed(0)} tokens/s, ${gigabytes(round.peer.peakBytes)}`,
    );
  }
  const of = (value: (round: (typeof rounds)[number]) => number): number => median(rounds.map(value));
  const setting = `SmolLM2-135M-Instruct Q4_1 dequantised, LoRA rank 16, batch ${batchSize} by length, float32, ${availableParallelism()} threads, ${steps} steps a round on ${name}, ${rounds.length} rounds; transformers' Trainer with PEFT`;
  return [
    { key: 'training.rate_ratio', value: of(({ mine, peer }) => mine.tokensPerSecond / peer.tokensPerSecond), unit: 'times', wanted: { atLeast: 1.5 }, setting },
    { key: 'training.tokens_per_second', value: of(({ mine }) => mine.tokensPerSecond), unit: 'tokens/s', setting },
    { key: 'training.memory_ratio', value: of(({ mine, peer }) => mine.peakBytes / peer.peakBytes), unit: 'times', wanted: { atMost: 1 }, setting },
    { key: 'training.export_ms', value: of(({ mine }) => 1000 * (mine.exportSeconds ?? Number.NaN)), unit: 'ms', wanted: { atMost: 30_000 }, setting },
  ];
}

/** An epoch of so many steps. The labels are in turn: they cost the same, whatever they say. */
async function writeTexts(work: string): Promise<{ readonly file: string; readonly name: string }> {
  const released = resolve(root, '../shared/data/mnli/multinli_1.0_dev_matched.jsonl');
  const isMnli = existsSync(released);
  const source = isMnli ? released : (await hansSet()).file;
  const reader = new DataReader(source);
  for await (const lines of linesOf(source)) for (const line of lines) reader.push(line);
  const prompts = promptsOf(draw(reader.finish().examples, (warmUp + steps) * batchSize, 1));
  await mkdir(work, { recursive: true });
  const file = join(work, 'texts.jsonl');
  await writeFile(file, prompts.map((prompt, at) => `${JSON.stringify({ ...prompt, label: labels[at % labels.length] })}\n`).join(''));
  return { file, name: isMnli ? "pairs of MNLI's development set" : 'HANS-style pairs' };
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(2)} GB at most`;
}
