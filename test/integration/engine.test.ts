import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Label, labels } from '../../src/core/nli/label';
import type { EngineClient } from '../../src/engine/client';
import type { LoadedModel, LoadRequest, Score } from '../../src/ports/engine';
import { batchesOf, engines, killEngine, loadRequest, scoreAll, somePrompts, startEngine, withModel } from '../fixtures/engine';
import { movedAdapter, tiedLlama, tinyAdapter, tinyLlama, wideAdapter } from '../fixtures/models';

const prompts = somePrompts(150);

/** More than an engine gets through before a test has stopped it. */
const manyPrompts = Array.from({ length: 30 }, (_, round) => prompts.map(({ id, text }) => ({ id: `${id}-${round}`, text }))).flat();

/** Keys and values are kept in 16 bits, so that sums taken in another order differ in the third decimal. */
const tolerance = 0.01;

/** Log-probabilities by pair ID, in the order of `labels`. */
function table(scores: readonly Score[]): Map<string, number[]> {
  return new Map(scores.map(({ id, logprobs }) => [id, labels.map((label) => logprobs[label])]));
}

function largestDifference(one: readonly Score[], other: readonly Score[]): number {
  const [first, second] = [table(one), table(other)];
  expect([...first.keys()].sort()).toEqual([...second.keys()].sort());
  return Math.max(
    ...[...first].flatMap(([id, values]) => values.map((value, place) => Math.abs(value - (second.get(id)?.[place] ?? NaN)))),
  );
}

describe('a Llama with Llama-2’s vocabulary', () => {
  let engine: EngineClient;
  let model: LoadedModel;
  let scores: Score[];

  beforeAll(async () => {
    engine = startEngine();
    model = await engine.load(loadRequest(await tinyLlama()));
    scores = await scoreAll(model, prompts);
  });
  afterAll(() => engine.dispose());

  it('takes a beginning-of-sequence token', () => {
    expect(model.labelTokens.bos).toEqual({ id: 1, text: '<s>' });
  });

  it('has Llama-2’s tokens for the labels, each with its leading space', () => {
    const texts = (label: Label): string[] => model.labelTokens.labels[label].tokens.map(({ text }) => text);
    expect(texts('entailment')).toEqual([' ent', 'ail', 'ment']);
    expect(texts('neutral')).toEqual([' neutral']);
    expect(texts('contradiction')).toEqual([' contradiction']);
    expect(model.labelTokens.labels.neutral.tokens[0]?.id).toBe(21104);
  });

  it('is described with what a report needs', () => {
    expect(model.description).toMatchObject({
      name: 'random-tiny',
      architecture: 'llama',
      quantization: 'F32',
      trainContextSize: 2048,
      gpu: null,
      adapterBases: [],
      engine: { nodeLlamaCpp: '3.22.1' },
    });
  });

  it('audits where prompt and label meet', async () => {
    const audit = await model.audit('The relationship between premise and hypothesis is');
    expect(audit.lastPromptToken).toEqual({ id: 338, text: ' is' });
    expect(audit.joins).toEqual({ entailment: true, neutral: true, contradiction: true });
  });

  it('scores each prompt once', () => {
    expect(scores.map(({ id }) => id).sort()).toEqual(prompts.map(({ id }) => id).sort());
  });

  it('gives probabilities whose sum stays below one', () => {
    for (const { logprobs } of scores) {
      const mass = labels.reduce((sum, label) => sum + Math.exp(logprobs[label]), 0);
      expect(mass).toBeGreaterThan(0);
      expect(mass).toBeLessThanOrEqual(1);
    }
  });

  it('gives the same scores one at a time as side by side', async () => {
    const some = prompts.filter((_, place) => place % 15 === 0);
    const alone: Score[] = [];
    for (const prompt of some) alone.push(...(await scoreAll(model, [prompt])));
    const together = scores.filter(({ id }) => some.some((prompt) => prompt.id === id));
    expect(largestDifference(alone, together)).toBeLessThan(tolerance);
  });

  it('gives the same scores in any order', async () => {
    const backwards = await scoreAll(model, [...prompts].reverse());
    expect(largestDifference(backwards, scores)).toBeLessThan(tolerance);
  });

  it('evaluates what neighbours share once', async () => {
    const batches = await batchesOf(model, prompts);
    const promptTokens = batches.reduce((sum, batch) => sum + batch.promptTokens, 0);
    const evaluatedTokens = batches.reduce((sum, batch) => sum + batch.evaluatedTokens, 0);
    expect(promptTokens / evaluatedTokens).toBeGreaterThan(1.8);
  });

  it('takes prompts longer than those before', async () => {
    const long = { id: 'long', text: 'The lawyer saw the doctor. '.repeat(60) };
    const [first] = await scoreAll(model, prompts.slice(0, 1));
    const both = await scoreAll(model, [long, ...prompts.slice(0, 1)]);
    expect(both.map(({ id }) => id).sort()).toEqual([prompts[0]?.id, 'long'].sort());
    expect(largestDifference(both.filter(({ id }) => id !== 'long'), first === undefined ? [] : [first])).toBeLessThan(tolerance);
  });

  it('stops within a second when it is cancelled, and can be used again', async () => {
    const cancel = new AbortController();
    const stopped = scoreAll(model, manyPrompts, cancel.signal);
    await pause(300);
    const asked = performance.now();
    cancel.abort(new Error('enough'));
    await expect(stopped).rejects.toThrow('enough');
    expect(performance.now() - asked).toBeLessThan(1000);
    expect(await scoreAll(model, prompts.slice(0, 5))).toHaveLength(5);
  });

  it('is not ahead of a slow consumer by more than a few batches', async () => {
    const batches = model.score(manyPrompts)[Symbol.asyncIterator]();
    await batches.next();
    // Long enough for many times as many.
    await pause(3000);
    let waiting = 0;
    while ((await Promise.race([batches.next(), pause(0, 'none' as const)])) !== 'none') waiting += 1;
    await batches.return?.();
    expect(waiting).toBeGreaterThan(0);
    expect(waiting).toBeLessThanOrEqual(4);
  });
});

describe('an adapter', () => {
  it('changes the scores, the more the larger its scale, and not at all at zero', async () => {
    const [base, file] = [await tinyLlama(), await tinyAdapter()];
    const some = prompts.slice(0, 20);
    const at = (scale: number): Promise<Score[]> =>
      withModel(loadRequest(base, { adapters: [{ file, scale }] }), (model) => scoreAll(model, some));
    const plain = await withModel(loadRequest(base), (model) => scoreAll(model, some));
    expect(largestDifference(await at(0), plain)).toBeLessThan(tolerance);
    expect(largestDifference(await at(1), plain)).toBeGreaterThan(0.1);
  });

  it('goes with a model whose output matrix is its embedding table', async () => {
    const request = loadRequest(await tiedLlama(), { adapters: [{ file: await tinyAdapter(), scale: 1 }] });
    expect(await withModel(request, (model) => scoreAll(model, prompts.slice(0, 3)))).toHaveLength(3);
  });
});

describe('a model with one adapter after the other', () => {
  const some = prompts.slice(0, 20);
  const request = async (adapter: string | null, model?: string): Promise<LoadRequest> =>
    loadRequest(model ?? (await tinyLlama()), { adapters: adapter === null ? [] : [{ file: adapter, scale: 1 }] });
  const alone = async (adapter: string | null, model?: string): Promise<Score[]> => withModel(await request(adapter, model), (loaded) => scoreAll(loaded, some));

  let engine: EngineClient;
  beforeEach(() => {
    engine = startEngine();
  });
  afterEach(() => engine.dispose());

  /** @returns the scores, and how often the engine told of weights that it read */
  const load = async (adapter: string | null, model?: string): Promise<{ readonly scores: readonly Score[]; readonly told: number }> => {
    let told = 0;
    const loaded = await engine.load(await request(adapter, model), { onProgress: () => (told += 1) });
    return { scores: await scoreAll(loaded, some), told };
  };

  it('reads its weights once, and answers to the last digit what it answers with each adapter alone', async () => {
    const [adapter, other] = [await tinyAdapter(), await movedAdapter()];
    const first = await load(adapter);
    expect(first.told).toBeGreaterThan(0);
    expect(await load(null)).toEqual({ scores: await alone(null), told: 0 });
    expect(await load(other)).toEqual({ scores: await alone(other), told: 0 });
    expect(await load(adapter)).toEqual({ scores: first.scores, told: 0 });
    expect(first.scores).toEqual(await alone(adapter));
  });

  it('keeps its weights where an adapter does not fit', async () => {
    await load(await tinyAdapter());
    await expect(load(await wideAdapter())).rejects.toMatchObject({ code: 'bad-adapter' });
    expect(await load(null)).toEqual({ scores: await alone(null), told: 0 });
  });

  it('reads anew a model or an adapter whose file has become another one', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'adapters '));
    try {
      const [model, adapter] = [join(folder, 'model.gguf'), join(folder, 'adapter.gguf')];
      await copyFile(await tinyLlama(), model);
      await copyFile(await tinyAdapter(), adapter);
      await load(adapter, model);
      await copyFile(await movedAdapter(), adapter);
      expect(await load(adapter, model)).toEqual({ scores: await alone(await movedAdapter()), told: 0 });
      await rm(model);
      await copyFile(await tiedLlama(), model);
      const tied = await load(adapter, model);
      expect(tied.scores).toEqual(await alone(adapter, model));
      expect(tied.told).toBeGreaterThan(0);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});

describe('a child that is killed', () => {
  it('is started again, and each prompt is scored once', async () => {
    const some = manyPrompts.slice(0, 900);
    const warnings: string[] = [];
    const ids = await withModel(
      loadRequest(await tinyLlama()),
      async (model) => {
        const seen: string[] = [];
        for await (const { scores } of model.score(some)) {
          if (seen.length === 0) killEngine();
          seen.push(...scores.map(({ id }) => id));
        }
        return seen;
      },
      { onWarning: (message) => warnings.push(message) },
    );
    expect(ids).toHaveLength(some.length);
    expect(new Set(ids).size).toBe(some.length);
    expect(warnings).toEqual([
      'The engine stopped (killed by SIGKILL) and was started again (1 of 3); it goes on with what is still missing.',
    ]);
  });

  it('under several questions is started again once, told of once, and leaves no engine behind', async () => {
    const warnings: string[] = [];
    const before = engines();
    const engine = startEngine();
    const model = await engine.load(loadRequest(await tinyLlama()), { onWarning: (message) => warnings.push(message) });
    const open = ['one', 'two', 'three', 'four', 'five'].map((prompt) => model.audit(prompt));
    killEngine();
    expect(await Promise.all(open)).toHaveLength(5);
    expect(engines()).toHaveLength(1);
    expect(warnings).toEqual([expect.stringContaining('(1 of 3)')]);
    await engine.dispose();
    await expect.poll(engines).toEqual(before);
  });

  it('is given up after the third new start, with what happened', async () => {
    await expect(
      withModel(loadRequest(await tinyLlama()), async (model) => {
        for await (const { scores } of model.score(manyPrompts)) {
          expect(scores.length).toBeGreaterThan(0);
          killEngine();
        }
      }),
    ).rejects.toMatchObject({ code: 'engine', message: expect.stringContaining('stopped 4 times, the last time killed by SIGKILL') as string });
  });
});
