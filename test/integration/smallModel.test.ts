import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DataReader } from '../../src/core/nli/dataReader';
import { type Label, labels } from '../../src/core/nli/label';
import { inPrefixOrder } from '../../src/core/scoring/prefixOrder';
import { classifierPrompt, fillPrompt } from '../../src/core/scoring/prompt';
import type { EngineClient } from '../../src/engine/client';
import type { LoadedModel, Prompt } from '../../src/ports/engine';
import { runCli } from '../fixtures/cli';
import { loadRequest, scoreAll, startEngine } from '../fixtures/engine';

const cache = resolve(import.meta.dirname, '../../.cache/test');
const small = 'smollm2-135m-instruct-q4_1';

describe('SmolLM2-135M-Instruct, the model that the demonstration fetches', () => {
  let engine: EngineClient;
  let model: LoadedModel;

  beforeAll(async () => {
    const pulled = await runCli(cache, 'models', 'pull', small, '--models', cache, '--json');
    expect(pulled.stderr).not.toMatch(/Error/);
    engine = startEngine();
    model = await engine.load(loadRequest(resolve(cache, 'SmolLM2-135M-Instruct.Q4_1.gguf'), { threads: 2 }));
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
});

/** Three examples of each subcase, in the order of a run. */
async function hansPrompts(): Promise<readonly Prompt[]> {
  const file = resolve(cache, 'hans-small.tsv');
  await runCli(cache, 'data', 'make', 'hans', '--per-subcase', '3', '--seed', '3', '--out', file);
  const reader = new DataReader(file);
  for (const line of (await readFile(file, 'utf8')).split('\n').filter((text) => text !== '')) reader.push(line);
  const { examples } = reader.finish();
  return inPrefixOrder(examples.map(({ id, premise, hypothesis }) => ({ id, text: fillPrompt(classifierPrompt, premise, hypothesis) })));
}
