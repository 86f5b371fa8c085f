import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contextCells, samplingCount } from '../../src/engine/host/contextSize';
import { SampleQueue } from '../../src/engine/host/sampleQueue';
import { StopTexts } from '../../src/engine/host/stopTexts';
import { request } from '../../src/engine/protocol';

describe('samples dealt out to lanes', () => {
  const samples = (...prompts: readonly number[]): { index: number; prompt: number; seed: number }[] => prompts.map((prompt, index) => ({ index, prompt, seed: index }));

  it('are of all prompts at first', () => {
    const queue = new SampleQueue(samples(0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2), 3);
    expect([null, null, null].map((lane) => queue.next(lane)?.prompt).sort()).toEqual([0, 1, 2]);
  });

  it('stay of the lane’s prompt while there are any', () => {
    const queue = new SampleQueue(samples(0, 0, 0, 1, 1, 1, 1, 1, 1), 2);
    expect([0, 0, 0].map((lane) => queue.next(lane)?.prompt)).toEqual([0, 0, 0]);
    expect(queue.next(0)?.prompt).toBe(1);
  });

  it('are each given out once, whoever asks', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(3), { maxLength: 40 }), fc.integer({ min: 1, max: 6 }), (prompts, lanes) => {
        const queue = new SampleQueue(samples(...prompts), 4);
        const held: (number | null)[] = Array.from({ length: lanes }, () => null);
        const given: number[] = [];
        for (let lane = 0; ; lane = (lane + 1) % lanes) {
          const next = queue.next(held[lane] ?? null);
          if (next === undefined) break;
          held[lane] = next.prompt;
          given.push(next.index);
        }
        expect(given.sort((a, b) => a - b)).toEqual(prompts.map((_, index) => index));
      }),
    );
  });
});

describe('stop texts', () => {
  /** A vocabulary of single letters and pairs. */
  const tokens = ['a', 'b', 'an', 'd.', '.', 'end', 'x'];
  const text = { describe: (id: number) => ({ id, text: tokens[id] ?? '' }), continuation: (_: unknown, ids: readonly number[]) => ids.map((id) => tokens[id]).join('') };
  const ended = (stops: readonly string[], ...pieces: readonly string[]): string | undefined =>
    new StopTexts(stops, text as never).ended([], pieces.map((piece) => tokens.indexOf(piece)) as never);

  it('end a text before them, wherever they are split between tokens', () => {
    expect(ended(['end.'], 'a', 'end', '.')).toBe('a');
    expect(ended(['and.'], 'x', 'an', 'd.')).toBe('x');
    expect(ended(['nd'], 'an', 'd.')).toBe('a');
  });

  it('end it before the first of them', () => {
    expect(ended(['d.', 'b'], 'a', 'b', 'x', 'd.')).toBe('a');
  });

  it('do not end it while they are not there in full', () => {
    expect(ended(['end.'], 'a', 'end')).toBeUndefined();
    expect(ended(['end.'], '.', 'a')).toBeUndefined();
  });

  it('must end in an ASCII character, and seeds may not be the one that means a random one', () => {
    const sampling = { temperature: 1, topP: 1, minP: 0, maxTokens: 4, stop: ['end.'], grammar: null };
    const asked = (seed: number, stop: string): unknown => ({
      ...{ type: 'generate', call: 1, prompts: ['Premise:'], samples: [{ index: 0, prompt: 0, seed }], last: true },
      sampling: { ...sampling, stop: [stop] },
    });
    expect(request.safeParse(asked(2 ** 32 - 2, 'end.')).success).toBe(true);
    expect(request.safeParse(asked(2 ** 32 - 1, 'end.')).success).toBe(false);
    expect(request.safeParse(asked(1, '。')).success).toBe(false);
  });
});

describe('sequences to sample from', () => {
  it('are at most 32, in fours, within the model’s size or 1 GiB', () => {
    // SmolLM2-135M: 30 layers, 3 key-value heads of 64, key and value, 2 bytes: 23,040 a cell.
    expect(samplingCount(contextCells(512), 23_040, 92e6)).toBe(32);
    // Llama-2-7B in 4 bits: half a MiB a cell; 768 cells are 384 MiB, of which 9 fit into 3.8 GB.
    expect(samplingCount(contextCells(530), 524_288, 3.8e9)).toBe(8);
    // 2,048 cells are 1 GiB: three.
    expect(samplingCount(contextCells(2047), 524_288, 3.8e9)).toBe(3);
    expect(samplingCount(contextCells(4000), 1e7, 1e6)).toBe(1);
  });
});
