import { execFile } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Label } from '../../src/core/nli/label';
import { classifierPrompt, fillPrompt } from '../../src/core/scoring/prompt';
import { predict } from '../../src/core/scoring/prediction';
import { runCli, startCli, type Outcome } from '../fixtures/cli';
import { loadRequest, scoreAll, withModel } from '../fixtures/engine';
import { quantisedLlama, tiedLlama, tinyLlama, wideLlama } from '../fixtures/models';
import { pairs, quickSettings } from '../fixtures/pairs';
import { trainerTools } from '../../scripts/trainerTools';

let folder: string;

beforeAll(async () => {
  await trainerTools();
  folder = await mkdtemp(path.join(tmpdir(), 'blind spot – entraînement '));
  await writeFile(path.join(folder, 'pairs.jsonl'), pairs.map((pair) => `${JSON.stringify(pair)}\n`).join(''));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Learns the pairs in about a second. */
async function configure(name: string, more: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const settings = { ...quickSettings, base: await tinyLlama(), data: 'pairs.jsonl', out: `${name}.gguf` };
  await writeFile(path.join(folder, `${name}.json`), JSON.stringify({ ...settings, ...more }));
  return `${name}.json`;
}

const train = (config: string, ...more: string[]): Promise<Outcome> => runCli(folder, 'train', config, ...more);

interface Trained {
  readonly id: string;
  readonly state: string;
  readonly problem: string | null;
  readonly progress: { readonly step: number; readonly loss: number };
  readonly check: { readonly full: { readonly prompts: number; readonly largest: number; readonly sameAnswer: number } };
}

const trainings = (): string => path.join(folder, '.blindspot', 'training');
const recordOf = ({ stdout }: Outcome): Trained => JSON.parse(stdout) as Trained;

async function predictions(adapter: string): Promise<ReadonlyMap<string, Label>> {
  const request = loadRequest(await tinyLlama(), { adapters: [{ file: path.join(folder, adapter), scale: 1 }] });
  const prompts = pairs.map(({ id, premise, hypothesis }) => ({ id, text: fillPrompt(classifierPrompt, premise, hypothesis) }));
  const scores = await withModel(request, (model) => scoreAll(model, prompts));
  return new Map(scores.map(({ id, logprobs }) => [id, predict(id, logprobs).label]));
}

const rightOf = (answers: ReadonlyMap<string, Label>): number => pairs.filter(({ id, label }) => answers.get(id) === label).length;

/** Waits for the first step of the training that was begun last. */
async function untilTrained(): Promise<void> {
  for (;;) {
    for (const id of await readdir(trainings())) {
      const told = await readFile(path.join(trainings(), id, 'progress.jsonl'), 'utf8').catch(() => '');
      if (told.includes('"progress"') && !told.includes('"result"')) return;
    }
    await pause(50);
  }
}

/** Each starts Python and torch, which takes ten seconds on a machine that does nothing else. */
const patience = 300_000;

describe('blindspot train', { timeout: patience }, () => {
  it('makes an adapter that the engine loads, and that answers there as it did in the trainer', async () => {
    const outcome = await train(await configure('classifier', { validation: 'pairs.jsonl' }), '--json');
    expect(outcome).toMatchObject({ code: 0 });
    const record = recordOf(outcome);
    expect(record).toMatchObject({ state: 'finished', progress: { step: 60 }, check: { full: { prompts: 50, sameAnswer: 50 } } });
    expect(record.check.full.largest).toBeLessThan(0.02);
    expect(outcome.stderr).toContain('Validation after step 60');
    expect(rightOf(await predictions('classifier.gguf'))).toBeGreaterThan(110);
    expect(await readdir(path.join(trainings(), record.id))).not.toContain('base-f32.gguf');
  });

  it('keeps what Python compiles beside the environments, and nothing of it in its own folder', async () => {
    const compiled = async (inside: string): Promise<string[]> => (await readdir(inside, { recursive: true })).filter((file) => file.endsWith('.pyc'));
    expect((await compiled(path.join((await trainerTools()).folder, 'bytecode'))).some((file) => /blindspot_trainer.training\./.test(file))).toBe(true);
    expect(await compiled(path.resolve('dist/trainer'))).toEqual([]);
  });

  it('carries the study’s head into the output matrix, so that the engine needs no second way of scoring', async () => {
    const outcome = await train(await configure('head', { head: 'score' }), '--json');
    expect(outcome).toMatchObject({ code: 0 });
    expect(recordOf(outcome).check.full).toMatchObject({ sameAnswer: 50 });
    expect(recordOf(outcome).check.full.largest).toBeLessThan(0.02);
    expect(rightOf(await predictions('head.gguf'))).toBeGreaterThan(110);
  });

  it('trains a generator on the study’s text, and says beside the check how far the quantised base is', async () => {
    const outcome = await train(await configure('generator', { task: 'generator', base: await tiedLlama(), maxSteps: 5, learningRate: 1e-3 }));
    expect(outcome).toMatchObject({ code: 0 });
    expect(outcome.stdout).toMatch(/differ by at most 0\.0[01]\d+ \(.*\) with the base in full precision \(0\.02 is allowed\),\nand by at most \d\.\d+ .* as it is run/);
    const [id = ''] = (await readdir(trainings())).filter((name) => name.startsWith('tiny-tied'));
    const [first = ''] = (await readFile(path.join(trainings(), id, 'training.jsonl'), 'utf8')).split('\n');
    expect(JSON.parse(first)).toEqual({
      id: 'ex0',
      text: 'This is an example where the relationship between the premise and the hypothesis is entailment. Premise: The lawyer saw the doctor. Hypothesis: The lawyer saw the doctor. -- This is the end of the example.',
    });
  });

  it('trains a folder of Hugging Face’s for the quantised GGUF that is run, and is held against that one’s weights', async () => {
    const { python } = await trainerTools();
    const base = path.join(folder, 'llama folder');
    await promisify(execFile)(python, [path.resolve('test/fixtures/makeModelFolder.py'), await tinyLlama(), base]);
    const gguf = await quantisedLlama();
    const outcome = await train(await configure('folder', { base, gguf, head: 'score' }), '--json');
    expect(outcome).toMatchObject({ code: 0 });
    expect(recordOf(outcome).check.full).toMatchObject({ sameAnswer: 50 });
    expect(recordOf(outcome).check.full.largest).toBeLessThan(0.02);
    const evaluated = await runCli(folder, 'evaluate', '--model', gguf, '--adapter', 'folder.gguf', '--data', 'pairs.jsonl', '--out', 'folder run', '--limit', '3');
    expect(evaluated).toMatchObject({ code: 0 });
    expect(evaluated.stderr).not.toContain('was trained on another file');
    const other = await train(await configure('another model', { base, gguf: await wideLlama() }));
    expect(other).toMatchObject({ code: 1, stderr: expect.stringMatching(/tiny-wide\.gguf is another model than .*llama folder: its hidden_size is \d+, not \d+/) as string });
  });

  it('is not taken for good where engine and trainer answer otherwise', async () => {
    const outcome = await train(await configure('differing', { maxSteps: 1, checkTolerance: 1e-9 }));
    expect(outcome).toMatchObject({ code: 1, stderr: expect.stringContaining('does not do in the engine what it did in the trainer') as string });
  });

  it('stopped, it exits with 130, and the same command goes on from its checkpoint', async () => {
    const settings = { epochs: 15, learningRate: 1e-3, checkPrompts: 0 };
    const running = startCli(folder, ['train', await configure('stopped', settings)]);
    await untilTrained();
    running.process.kill('SIGTERM');
    expect(await running.outcome).toMatchObject({ code: 130 });
    const resumed = await train('stopped.json', '--json');
    const { id, state, progress } = recordOf(resumed);
    expect({ state, step: progress.step }).toEqual({ state: 'finished', step: 225 });
    const told = (await readFile(path.join(trainings(), id, 'progress.jsonl'), 'utf8')).trim().split('\n');
    const sessions = told.map((line) => JSON.parse(line) as { type: string; step: number }).filter(({ type }) => type === 'started');
    expect(sessions.map(({ step }) => step)).toEqual([0, expect.any(Number)]);
    expect(sessions[1]?.step).toBeGreaterThan(0);
  });

  it('refuses a configuration before anything is loaded, with exit code 2', async () => {
    expect(await train(await configure('wrong', { rank: 'many', learningrate: 1 }))).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/wrong\.json is no configuration of a training\. rank: .*learningrate/s) as string,
    });
  });

  it('says what stood in the way: tied embeddings, a line without a label', async () => {
    const tied = await train(await configure('tied-head', { base: await tiedLlama(), head: 'score' }));
    expect(tied).toMatchObject({ code: 1, stderr: expect.stringContaining('tied embeddings') as string });
    await writeFile(path.join(folder, 'broken.jsonl'), `${JSON.stringify(pairs[0])}\n{"id":"b","premise":"x","hypothesis":"y"}\n`);
    const broken = await train(await configure('broken', { data: 'broken.jsonl' }));
    expect(broken).toMatchObject({ code: 1, stderr: expect.stringContaining('broken.jsonl, line 2') as string });
  });
});
