import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DataReader } from '../../src/core/nli/dataReader';
import { type Label, labels } from '../../src/core/nli/label';
import { inPrefixOrder } from '../../src/core/scoring/prefixOrder';
import { classifierPrompt, fillPrompt } from '../../src/core/scoring/prompt';
import { generatorPrompt } from '../../src/core/synthetic/generatorPrompt';
import type { EngineClient } from '../../src/engine/client';
import type { LoadedModel, Prompt } from '../../src/ports/engine';
import { runCli } from '../fixtures/cli';
import { generateAll, loadRequest, sampling, scoreAll, startEngine } from '../fixtures/engine';

const cache = resolve(import.meta.dirname, '../../.cache/test');
const small = 'smollm2-135m-instruct-q4_1';

describe('SmolLM2-135M-Instruct, the model that the demonstration fetches', { timeout: 400_000 }, () => {
  let engine: EngineClient;
  let model: LoadedModel;

  beforeAll(async () => {
    await mkdir(cache, { recursive: true });
    const pulled = await runCli(cache, 'models', 'pull', small, '--models', cache, '--json');
    expect(pulled.stderr).not.toMatch(/Error/);
    engine = startEngine();
    model = await engine.load(loadRequest(resolve(cache, 'SmolLM2-135M-Instruct.Q4_1.gguf')));
  });
  afterAll(() => engine.dispose());

  it('has the label tokens of its published tokenizer', () => {
    const first = labels.map((label) => model.labelTokens.labels[label].tokens[0]);
    expect(first.map((token) => token?.id)).toEqual([27324, 9174, 27799]);
  });

  it('gives each example what it gives it alone, whatever it shares with others', async () => {
    const prompts = await hansPrompts();
    const together = await scoreAll(model, prompts);
    const some = prompts.filter((_, place) => place % 18 === 0);
    for (const prompt of some) {
      // A prompt that shares nothing with it leaves nothing for it to go on from.
      await scoreAll(model, [{ id: 'other', text: 'Quite another text.' }]);
      const [alone] = await scoreAll(model, [prompt]);
      const beside = together.find(({ id }) => id === prompt.id);
      const difference = (label: Label): number => Math.abs((beside?.logprobs[label] ?? NaN) - (alone?.logprobs[label] ?? NaN));
      expect(Math.max(...labels.map(difference))).toBeLessThan(0.05);
    }
  });

  it('writes the same texts whichever of them are asked for, and in whatever order', async () => {
    const prompts = labels.map((label) => generatorPrompt(label, [{ premise: 'A man is asleep.', hypothesis: 'Somebody sleeps.' }]));
    const samples = Array.from({ length: 48 }, (_, seed) => ({ id: String(seed), prompt: seed % prompts.length, seed }));
    const request = { prompts, samples, sampling: { ...sampling, maxTokens: 24, stop: ['.'] } };
    const all = await generateAll(model, request);
    expect(all.size).toBe(samples.length);
    const some = samples.filter(({ seed }) => seed % 5 === 2).reverse();
    const found = await generateAll(model, { ...request, samples: some });
    for (const { id } of some) expect(found.get(id)).toEqual(all.get(id));
  });

  it('makes a set of examples with the label that it would give them itself', async () => {
    const real = resolve(cache, 'shown.jsonl');
    const rows = labels.flatMap((label) =>
      ['A man is asleep on a bench.', 'Two dogs run along the beach.', 'The judge read the letter.'].map((premise, at) =>
        JSON.stringify({ premise, hypothesis: hypotheses[label][at], label }),
      ),
    );
    await writeFile(real, `${rows.join('\n')}\n`);
    const out = resolve(await mkdtemp(resolve(cache, 'generated-')), 'set.jsonl');
    const generate = [
      ...['generate', '--model', small, '--models', cache, '--per-label', '8', '--examples', real, '--shots', '3', '--out', out],
      ...['--temperature', '0.7', '--max-tokens', '60', '--grammar', '--gpu', 'off', '--threads', '1', '--json'],
    ];
    const { code, stdout } = await runCli(cache, ...generate, '--label-check');
    expect(code).toBe(0);
    const report = JSON.parse(stdout) as { samples: number; kept: number; checked: number };
    expect(report.samples).toBe(24);
    expect(report.kept).toBeGreaterThan(0);
    expect(report.checked).toBe(report.kept);
    const lines = (await readFile(out, 'utf8')).trimEnd().split('\n');
    expect(lines).toHaveLength(report.kept);
    for (const line of lines) {
      const example = JSON.parse(line) as { id: string; label: string; premise: string; hypothesis: string; source: { check: { label: string; mass: number } } };
      expect(example.id).toMatch(new RegExp(`^${example.label}-[0-7]$`));
      expect(example.premise.length * example.hypothesis.length).toBeGreaterThan(0);
      expect(labels).toContain(example.source.check.label);
      expect(example.source.check.mass).toBeGreaterThan(0);
    }

    // A classifier checks the set that is there: no text is sampled again, and it answers as in an evaluation.
    const adapter = resolve('media/smollm2-135m-mnli.gguf');
    const judged = await runCli(cache, ...generate, '--label-check', adapter);
    expect(judged).toMatchObject({ code: 0, stderr: expect.not.stringContaining('tokens a second') as string });
    expect(JSON.parse(judged.stdout)).toMatchObject({ samples: 24, kept: report.kept, checked: report.kept, checkedBy: 'the model with smollm2-135m-mnli' });
    const run = `${out}.run`;
    expect(await runCli(cache, 'evaluate', '--model', small, '--models', cache, '--adapter', adapter, '--data', out, '--gpu', 'off', '--threads', '1', '--out', run)).toMatchObject({ code: 0 });
    const linesOf = async (file: string): Promise<{ id: string; logprobs: Record<Label, number>; source: { check: { logprobs: Record<Label, number> } } }[]> =>
      (await readFile(file, 'utf8')).trimEnd().split('\n').map((line) => JSON.parse(line) as never);
    const evaluated = new Map((await linesOf(resolve(run, 'predictions.jsonl'))).map(({ id, logprobs }) => [id, logprobs]));
    for (const { id, source } of await linesOf(out)) {
      for (const label of labels) expect(Math.abs(source.check.logprobs[label] - (evaluated.get(id)?.[label] ?? NaN))).toBeLessThan(0.05);
    }
  });
});

const hypotheses: Readonly<Record<Label, readonly string[]>> = {
  entailment: ['Somebody sleeps.', 'There are animals at the sea.', 'A letter was read.'],
  neutral: ['The man is old.', 'The dogs chase a ball.', 'The letter was from the lawyer.'],
  contradiction: ['The man is awake.', 'The dogs are asleep.', 'Nobody read the letter.'],
};

/** Three examples of each subcase, in the order of a run. */
async function hansPrompts(): Promise<readonly Prompt[]> {
  const file = resolve(cache, 'hans-small.tsv');
  await runCli(cache, 'data', 'make', 'hans', '--per-subcase', '3', '--seed', '3', '--out', file);
  const reader = new DataReader(file);
  for (const line of (await readFile(file, 'utf8')).split('\n').filter((text) => text !== '')) reader.push(line);
  const { examples } = reader.finish();
  return inPrefixOrder(examples.map(({ id, premise, hypothesis }) => ({ id, text: fillPrompt(classifierPrompt, premise, hypothesis) })));
}
