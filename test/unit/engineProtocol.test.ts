import { describe, expect, it } from 'vitest';
import { logProbabilities } from '../../src/engine/host/logProbabilities';
import { tensorBytes } from '../../src/engine/host/tensorBytes';
import { event, request } from '../../src/engine/protocol';

describe('the engine’s protocol', () => {
  it('takes no request that lacks a label', () => {
    const load = { model: 'm.gguf', adapters: [], gpu: 'off', threads: 2, labels: { entailment: ' entailment' }, contextSize: 512 };
    expect(request.safeParse({ type: 'load', call: 1, load }).success).toBe(false);
    const labels = { entailment: ' entailment', neutral: ' neutral', contradiction: ' contradiction' };
    expect(request.safeParse({ type: 'load', call: 1, load: { ...load, labels } }).success).toBe(true);
  });

  it('takes no log-probability that is not a number', () => {
    const batch = (entailment: number): unknown => ({
      scores: [{ index: 0, logprobs: { entailment, neutral: -1, contradiction: -2 } }],
      promptTokens: 3,
      evaluatedTokens: 3,
    });
    expect(event.safeParse({ type: 'scores', call: 1, batch: batch(-0.5) }).success).toBe(true);
    expect(event.safeParse({ type: 'scores', call: 1, batch: batch(Number.NaN) }).success).toBe(false);
  });
});

describe('log-probabilities', () => {
  it('are over the whole vocabulary, not over the labels', () => {
    // A vocabulary of four: logits 2 (the largest), 1, 0 and 0; weights relative to the largest sum to
    // 1 + e^-1 + e^-2 + e^-2 = 1.638550; ln of it is 0.493812.
    const tokens = { entailment: 10, neutral: 11, contradiction: 12 } as never;
    const logits = new Map([[13, 2], [10, 1], [11, 0], [12, 0]]) as never;
    const found = logProbabilities({ next: { logits, totalLogitWeight: 1.6385501 } }, tokens);
    expect(found.entailment).toBeCloseTo(-1.493812, 5);
    expect(found.neutral).toBeCloseTo(-2.493812, 5);
    expect(found.contradiction).toBeCloseTo(-2.493812, 5);
  });
});

describe('the size of a tensor in its file', () => {
  it('is 18 bytes for 32 weights of Q4_0 and 4 for one of F32', () => {
    expect(tensorBytes({ dimensions: [4096, 4096], ggmlType: 2 })).toBe((4096 * 4096 * 18) / 32);
    expect(tensorBytes({ dimensions: [64], ggmlType: 0 })).toBe(256);
  });
});
