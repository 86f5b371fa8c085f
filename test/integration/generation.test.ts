import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EngineClient } from '../../src/engine/client';
import type { Generation, GenerationRequest, LoadedModel } from '../../src/ports/engine';
import { generateAll, killEngine, loadRequest, samplesOf, sampling, scoreAll, somePrompts, startEngine, withModel } from '../fixtures/engine';
import { tinyLlama } from '../fixtures/models';

const seeds = Array.from({ length: 100 }, (_, place) => 1000 + place);
/** Of different lengths, so that lanes come to their ends at different steps. */
const prompts = ['Premise:', 'The lawyer saw the doctor. Hypothesis:', 'This is an example where the relationship is neutral. Premise:'];
const request: GenerationRequest = {
  prompts,
  samples: seeds.map((seed, place) => ({ id: `seed ${seed}`, prompt: place % prompts.length, seed })),
  // Letters that texts of random tokens have often.
  sampling: { ...sampling, maxTokens: 24, stop: ['e', 'a'] },
};

const textsOf = (found: ReadonlyMap<string, Generation>): Map<string, string> => new Map([...found].map(([id, { text }]) => [id, text]).sort() as [string, string][]);

describe('generation', () => {
  let engine: EngineClient;
  let model: LoadedModel;
  let all: Map<string, Generation>;

  beforeAll(async () => {
    engine = startEngine();
    model = await engine.load(loadRequest(await tinyLlama()));
    all = await generateAll(model, request);
  });
  afterAll(() => engine.dispose());

  it('gives each sample one text, and another seed another text', () => {
    expect([...all.keys()].sort()).toEqual(seeds.map((seed) => `seed ${seed}`).sort());
    expect(new Set([...all.values()].map(({ text }) => text)).size).toBeGreaterThan(90);
  });

  it('ends a text before the first stop text, or at the token limit', () => {
    const ends = new Set<string>();
    for (const { text, tokens, end } of all.values()) {
      ends.add(end);
      expect(text).not.toMatch(/[ea]/);
      expect(tokens).toBeLessThanOrEqual(24);
      if (end === 'limit') expect(tokens).toBe(24);
    }
    expect(ends).toContain('stop');
  });

  it('gives the same texts whichever of them are asked for, and in whatever order', async () => {
    const some = request.samples.filter((_, place) => place % 3 !== 1 && place > 20).reverse();
    const found = await generateAll(model, { ...request, samples: some });
    expect(found.size).toBe(some.length);
    for (const { id } of some) expect(found.get(id)).toEqual(all.get(id));
  });

  it('gives the same texts after something else was evaluated', async () => {
    await scoreAll(model, somePrompts(40));
    expect(textsOf(await generateAll(model, request))).toEqual(textsOf(all));
  });

  it('takes the likeliest tokens at temperature 0, whatever the seed', async () => {
    const texts = [...(await generateAll(model, samplesOf('Premise:', [1, 2, 3], { temperature: 0 }))).values()].map(({ text }) => text);
    expect(new Set(texts).size).toBe(1);
  });

  it('lets only texts of the grammar through', async () => {
    const grammar = 'root ::= " " ("yes" | "no") ", " ("maybe" | "never") "."';
    const found = await generateAll(model, samplesOf('Premise:', seeds.slice(0, 40), { maxTokens: 60, stop: ['.'], grammar }));
    expect(found.size).toBe(40);
    for (const { text, end } of found.values()) {
      expect(end).toBe('stop');
      expect(text).toMatch(/^ (yes|no), (maybe|never)$/);
    }
  });

  it('refuses a grammar that cannot be read', async () => {
    await expect(generateAll(model, samplesOf('Premise:', [1], { grammar: 'root ::= (' }))).rejects.toMatchObject({ code: 'usage' });
  });

  it('refuses a prompt that leaves no room, with both numbers', async () => {
    await expect(generateAll(model, samplesOf('The lawyer saw the doctor. '.repeat(300), [1], { maxTokens: 512 }))).rejects.toMatchObject({
      code: 'bad-data',
      message: expect.stringMatching(/^The prompt has \d+ tokens, which leaves no room for 512 more in the 2048 /) as string,
    });
  });

  it('refuses what the protocol has no room for at once, and goes on with the same child', async () => {
    const warnings: string[] = [];
    const refused = withModel(loadRequest(await tinyLlama()), (loaded) => generateAll(loaded, samplesOf('Premise:', [2 ** 32 - 1])), { onWarning: (message) => warnings.push(message) });
    await expect(refused).rejects.toMatchObject({ code: 'engine', message: expect.stringMatching(/^The engine failed: it cannot read what it was asked for \(samples\.0\.seed: /) as string });
    expect(warnings).toEqual([]);
    await expect(generateAll(model, samplesOf('Premise:', [1], { topP: 0 }))).rejects.toThrow('(sampling.topP: A share above 0 and at most 1 is expected.)');
    expect((await generateAll(model, samplesOf('Premise:', [1]))).size).toBe(1);
  });

  it('can be used again after it was cancelled', async () => {
    const cancel = new AbortController();
    const batches = model.generate({ ...request, sampling: { ...request.sampling, maxTokens: 500, stop: [] } }, { signal: cancel.signal });
    cancel.abort(new Error('enough'));
    await expect(batches[Symbol.asyncIterator]().next()).rejects.toThrow('enough');
    expect(textsOf(await generateAll(model, samplesOf(prompts[0] ?? '', [1000], request.sampling))).size).toBe(1);
  });
});

describe('a child that is killed while it generates', () => {
  it('is started again, and every text is the one it would have been', async () => {
    const model = await tinyLlama();
    const whole = await withModel(loadRequest(model), (loaded) => generateAll(loaded, request));
    const warnings: string[] = [];
    const found = await withModel(
      loadRequest(model),
      async (loaded) => {
        const texts = new Map<string, Generation>();
        for await (const batch of loaded.generate(request)) {
          if (texts.size === 0) killEngine();
          for (const generation of batch) texts.set(generation.id, generation);
        }
        return texts;
      },
      { onWarning: (message) => warnings.push(message) },
    );
    expect(textsOf(found)).toEqual(textsOf(whole));
    expect(warnings).toHaveLength(1);
  });
});
