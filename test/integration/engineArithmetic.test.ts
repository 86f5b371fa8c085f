import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { labels } from '../../src/core/nli/label';
import type { Adapter } from '../../src/ports/engine';
import { pythonTools } from '../../scripts/pythonTools';
import { loadRequest, scoreAll, withModel } from '../fixtures/engine';
import { tinyAdapter, tinyLlama } from '../fixtures/models';

const script = resolve(import.meta.dirname, '../fixtures/llamaInNumpy.py');
/** Llama-2's tokens of the prompt below: the beginning, ▁ent ail ment, ▁neutral, ▁contradiction, ▁is. */
const tokens = [1, 875, 737, 358, 21104, 23949, 338];
const text = 'entailment neutral contradiction is';

describe('the engine’s log-probabilities', () => {
  it.each([
    ['of a model', (): Promise<Adapter[]> => Promise.resolve([])],
    ['of a model with an adapter', async (): Promise<Adapter[]> => [{ file: await tinyAdapter(), scale: 0.5 }]],
  ])('%s equal those of a second computation, in numpy', async (_, adaptersOf) => {
    const [model, adapters] = [await tinyLlama(), await adaptersOf()];
    const scores = await withModel(loadRequest(model, { adapters }), (loaded) => scoreAll(loaded, [{ id: 'a', text }]));
    const { python } = await pythonTools();
    const adapter = adapters.flatMap(({ file, scale }) => ['--adapter', file, '--scale', String(scale)]);
    const wanted = ['--wanted', '875', '21104', '23949'];
    const printed = execFileSync(python, [script, model, ...adapter, '--tokens', ...tokens.map(String), ...wanted], { encoding: 'utf8' });
    const expected = JSON.parse(printed) as number[];
    expect(expected).toHaveLength(3);
    for (const [place, label] of labels.entries()) {
      // Keys and values in 16 bits cost the third decimal.
      expect(Math.abs((scores[0]?.logprobs[label] ?? NaN) - (expected[place] ?? NaN))).toBeLessThan(0.02);
    }
  });
});
