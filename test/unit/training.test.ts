import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { NliExample } from '../../src/core/nli/example';
import { agreementOf } from '../../src/core/training/agreement';
import { parseTrainingConfig } from '../../src/core/training/config';
import { describeTraining } from '../../src/core/training/describeTraining';
import { probesOf, trainingRow } from '../../src/core/training/rows';
import { FolderTrainingStore } from '../../src/storage/trainings/folderTrainingStore';
import { trainerPython } from '../../src/training/environment';

const least = { task: 'classifier', base: 'm.gguf', data: 'd.jsonl', out: 'a.gguf' };
const parsed = (more: Readonly<Record<string, unknown>>): unknown => parseTrainingConfig(JSON.stringify({ ...least, ...more }), 'c.json');
const example = (id: string, gold: NliExample['gold']): NliExample => ({ id, premise: 'A {hypothesis} man\nsleeps.', hypothesis: 'He rests.', gold, line: 7 });

describe('the configuration of a training', () => {
  it('has the study’s settings where it says nothing (Zhang & Pavlick 2025)', () => {
    expect(parsed({})).toMatchObject({
      ...{ rank: 64, alpha: 16, dropout: 0.1, learningRate: 2e-5, schedule: 'cosine', warmupRatio: 0.3, gradientNorm: 0.3, weightDecay: 0.001 },
      ...{ batchSize: 2, epochs: 1, groupByLength: true, head: 'labels', softmax: 'vocabulary' },
      targets: ['q_proj', 'k_proj', 'v_proj', 'o_proj', 'gate_proj', 'up_proj', 'down_proj'],
    });
    expect(parsed({ task: 'generator' })).toMatchObject({ batchSize: 6 });
  });

  it('names what is wrong in it, unknown settings too', () => {
    expect(() => parsed({ rank: 0, learning_rate: 1 })).toThrow(/^c\.json is no configuration of a training\. rank: .*; .*learning_rate/);
    expect(() => parsed({ out: 'adapter.bin' })).toThrow('out: the adapter is a GGUF: let its name end in .gguf');
    expect(() => parseTrainingConfig('{', 'c.json')).toThrow('c.json is no JSON');
  });

  it('refuses a classifier’s settings for a generator', () => {
    expect(() => parsed({ task: 'generator', head: 'score' })).toThrow("head and softmax are a classifier's");
  });
});

describe('a text to train on', () => {
  it('is the very prompt that the engine is given, with its label apart', () => {
    expect(JSON.parse(trainingRow(example('a', 'neutral'), 'classifier', 'd.jsonl'))).toEqual({
      id: 'a',
      text: 'Please indicate the relationship between the premise and the hypothesis with entailment, neutral or contradiction. Premise: A {hypothesis} man\nsleeps. Hypothesis: He rests. The relationship between premise and hypothesis is',
      label: 'neutral',
    });
  });

  it('is for a generator the study’s whole text, on one line', () => {
    expect(JSON.parse(trainingRow(example('a', 'neutral'), 'generator', 'd.jsonl'))).toEqual({
      id: 'a',
      text: 'This is an example where the relationship between the premise and the hypothesis is neutral. Premise: A {hypothesis} man sleeps. Hypothesis: He rests. -- This is the end of the example.',
    });
  });

  it('cannot be made of HANS’s second label, which leaves open what it is', () => {
    expect(() => trainingRow(example('a', 'non-entailment'), 'classifier', 'hans.txt')).toThrow('hans.txt, line 7: "non-entailment" leaves open');
  });

  it('is checked on prompts from all over the examples', () => {
    const examples = Array.from({ length: 10 }, (_, n) => example(`ex${n}`, 'neutral'));
    expect(probesOf(examples, 4).map(({ id }) => id)).toEqual(['ex0', 'ex2', 'ex5', 'ex7']);
    expect(probesOf(examples, 50)).toHaveLength(10);
  });
});

describe('the agreement of two programs', () => {
  it('is the largest and the mean difference of a label’s log-probability, and how often both prefer the same', () => {
    const a = [
      { id: 'x', logprobs: { entailment: -1, neutral: -2, contradiction: -3 } },
      { id: 'y', logprobs: { entailment: -1, neutral: -2, contradiction: -3 } },
    ];
    const b = [
      { id: 'y', logprobs: { entailment: -2.5, neutral: -2, contradiction: -3 } },
      { id: 'x', logprobs: { entailment: -1, neutral: -2.3, contradiction: -3 } },
    ];
    // Differences .3 and 1.5 among six numbers: 1.8 / 6; the second prompt prefers neutral in one of them.
    const { mean, ...rest } = agreementOf(a, b);
    expect(rest).toEqual({ prompts: 2, largest: 1.5, sameAnswer: 1 });
    expect(mean).toBeCloseTo(0.3, 12);
  });
});

describe('how far a training is', () => {
  it('is told in a line', () => {
    const progress = { type: 'progress', step: 1200, steps: 3750, loss: 0.81249, learningRate: 1e-5, tokensPerSecond: 1449.7, memoryBytes: 6.51e9, secondsLeft: 1445 } as const;
    expect(describeTraining(progress)).toBe('step 1,200 of 3,750, loss 0.812, 1,450 tokens a second, 6.5 GB, 24 min 5 s left');
  });
});

describe('on this machine', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'training '));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('the trainer says what to install where there is neither uv nor Python', async () => {
    const trainer = path.resolve('src/training/trainer');
    const setUp = trainerPython({ folder: path.join(folder, 'python'), trainer, environment: { PATH: folder }, signal: new AbortController().signal, onProgress: () => undefined });
    await expect(setUp).rejects.toMatchObject({ code: 'trainer', message: expect.stringMatching(/^Training needs uv .* or Python 3\.11 or newer .*neither was found\. Install one/) as string });
    expect((await readdir(path.join(folder, 'python'))).filter((name) => !name.startsWith('.'))).toEqual([]);
  });

  it('a base is one GGUF, or the files of a folder that decide what the model computes', async () => {
    const store = new FolderTrainingStore(folder);
    for (const name of ['config.json', 'model.safetensors', 'README.md', 'tokenizer.json']) await writeFile(path.join(folder, name), '');
    expect((await store.filesOf(folder)).map((file) => path.basename(file))).toEqual(['config.json', 'model.safetensors', 'tokenizer.json']);
    expect(await store.filesOf(path.join(folder, 'README.md'))).toEqual([path.join(folder, 'README.md')]);
    await rm(path.join(folder, 'model.safetensors'));
    await expect(store.filesOf(folder)).rejects.toMatchObject({ code: 'bad-model' });
  });

  it('a training is found again by what decides its outcome, and has one writer', async () => {
    const store = new FolderTrainingStore(folder);
    const identity = { base: [], dataSha256: 'a', validationSha256: null, templates: [], settings: { rank: 4 } };
    const first = await store.open('model-data', identity, 'a test');
    await expect(store.open('model-data', identity, 'another')).rejects.toMatchObject({ code: 'locked' });
    await first.close();
    const other = await store.open('model-data', { ...identity, settings: { rank: 8 } }, 'a test');
    expect(other.folder).not.toBe(first.folder);
    await other.close();
  });
});
