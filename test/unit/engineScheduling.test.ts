import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellBytes, contextCells, sequenceCount } from '../../src/engine/host/contextSize';
import { Outbox } from '../../src/engine/host/outbox';
import { sharedPrefix } from '../../src/engine/host/sharedPrefix';
import { keptPrefix, nextStep } from '../../src/engine/host/step';
import { Stretches } from '../../src/engine/host/stretches';
import { EventQueue } from '../../src/engine/eventQueue';

describe('stretches of a sorted list', () => {
  it('give each worker neighbours', () => {
    const stretches = new Stretches(6, 2);
    expect([0, 1, 0, 1].map((worker) => stretches.next(worker))).toEqual([0, 3, 1, 4]);
  });

  it('let a worker that is through take half of the longest rest', () => {
    const stretches = new Stretches(8, 2);
    expect([0, 0, 0, 0, 0].map((worker) => stretches.next(worker))).toEqual([0, 1, 2, 3, 6]);
  });

  it('give out every place once, whoever asks', () => {
    fc.assert(
      fc.property(fc.nat(60), fc.integer({ min: 1, max: 9 }), fc.array(fc.nat(8)), (length, workers, asks) => {
        const stretches = new Stretches(length, workers);
        const given = asks.map((ask) => stretches.next(ask % workers));
        for (let next = stretches.next(0); next !== undefined; next = stretches.next(0)) given.push(next);
        const places = given.filter((place) => place !== undefined);
        expect(places.sort((a, b) => a - b)).toEqual(Array.from({ length }, (_, place) => place));
      }),
    );
  });
});

describe('a step', () => {
  it('moves most tokens at once', () => {
    expect(nextStep([4, 12, 12, 12], 256)).toEqual([0, 12, 12, 12]);
    expect(nextStep([8, 12, 8, 8], 256)).toEqual([8, 8, 8, 8]);
  });

  it('takes only lanes that stand beside each other', () => {
    expect(nextStep([12, 12, 4, 12, 12, 12], 256)).toEqual([0, 0, 0, 12, 12, 12]);
  });

  it('is as short as the rest that parts the lanes, once that moves more', () => {
    expect(nextStep([12, 8, 12, 8, 12], 256)).toEqual([8, 8, 8, 8, 8]);
  });

  it('is the longer one of two that move as many', () => {
    expect(nextStep([4, 4, 8], 256)).toEqual([4, 4, 4]);
    expect(nextStep([4, 8], 256)).toEqual([0, 8]);
  });

  it('leaves lanes without a prompt out', () => {
    expect(nextStep([0, 8, 20, 8], 256)).toEqual([0, 8, 8, 8]);
    expect(nextStep([0, 0], 256)).toEqual([0, 0]);
  });

  it('is no larger than the batch', () => {
    expect(nextStep([100, 100, 100], 256)).toEqual([100, 100, 0]);
    expect(nextStep([400, 300], 256)).toEqual([256, 0]);
  });

  it('goes forward whatever the lanes need, and never past a prompt or the batch', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(600), { minLength: 1, maxLength: 32 }), fc.integer({ min: 32, max: 512 }), (rests, most) => {
        const lengths = nextStep(rests, most);
        const moved = lengths.reduce((sum, length) => sum + length, 0);
        expect(moved).toBeLessThanOrEqual(most);
        expect(moved > 0).toBe(rests.some((tokens) => tokens > 0));
        expect(new Set(lengths.filter((length) => length > 0)).size).toBeLessThanOrEqual(1);
        expect(lengths.every((length, place) => length <= (rests[place] ?? 0))).toBe(true);
        expect(lengths.map((length) => (length > 0 ? 'x' : '-')).join('')).toMatch(/^-*x*-*$/);
      }),
    );
  });

  it('keeps what prompts share, less what makes the rest a multiple of four', () => {
    expect(keptPrefix([1, 2, 3, 4, 5, 6], [1, 2, 3, 4, 5, 7, 8])).toBe(3);
    expect(keptPrefix([1, 2, 3], [1, 2, 3, 4, 5, 6, 7])).toBe(3);
  });

  it('evaluates a prompt’s end again when it is the same prompt', () => {
    expect(keptPrefix([1, 2, 3, 4, 5, 6], [1, 2, 3, 4, 5, 6])).toBe(2);
    expect(keptPrefix([], [1, 2, 3])).toBe(0);
  });

  it('never keeps what is not shared', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(2)), fc.array(fc.nat(2), { minLength: 1 }), (held, prompt) => {
        const kept = keptPrefix(held, prompt);
        expect(kept).toBeLessThanOrEqual(Math.min(sharedPrefix(held, prompt), prompt.length - 1));
        expect(kept === 0 || (prompt.length - kept) % 4 === 0).toBe(true);
      }),
    );
  });
});

describe('the context', () => {
  it('is in steps of 256 cells, one of which stays free', () => {
    expect([1, 255, 256, 511, 512].map(contextCells)).toEqual([256, 256, 512, 512, 768]);
  });

  it('has half a mebibyte a cell for Llama-2-7B: 32 layers of 32 heads, 128 wide, keys and values of two bytes', () => {
    const llama2 = { block_count: 32, embedding_length: 4096, attention: { head_count: 32, head_count_kv: 32 } };
    expect(cellBytes(llama2)).toBe(32 * 32 * 128 * 2 * 2);
  });

  it('has fewer sequences the more each costs', () => {
    expect(sequenceCount(256, 23_040, 98_000_000)).toBe(32);
    expect(sequenceCount(256, 524_288, 3_800_000_000)).toBe(7);
    expect(sequenceCount(4096, 524_288, 3_800_000_000)).toBe(1);
  });
});

describe('the outbox', () => {
  function outbox(ahead: number): { box: Outbox<number>; sent: number[][]; pass: (time: number) => void } {
    const sent: number[][] = [];
    let time = 0;
    const limits = { batch: 3, age: 250, ahead, now: () => time };
    const box = new Outbox<number>((batch) => sent.push([...batch]), limits);
    return { box, sent, pass: (more) => (time += more) };
  }

  it('sends full batches, old ones, and the rest when asked', () => {
    const { box, sent, pass } = outbox(9);
    for (const result of [1, 2, 3, 4]) box.add(result);
    pass(250);
    box.add(5);
    box.add(6);
    box.flush();
    expect(sent).toEqual([[1, 2, 3], [4, 5], [6]]);
  });

  it('holds its maker up until a batch was taken', async () => {
    const { box } = outbox(1);
    for (const result of [1, 2, 3]) box.add(result);
    let free = false;
    const waiting = box.room().then(() => (free = true));
    await Promise.resolve();
    expect(free).toBe(false);
    box.taken();
    await waiting;
    expect(free).toBe(true);
  });

  it('holds nobody up after a cancellation, also one that came before it was full', async () => {
    const { box } = outbox(1);
    box.release();
    for (const result of [1, 2, 3]) box.add(result);
    await box.room();
  });
});

describe('the queue of events', () => {
  it('gives what has arrived before its end', async () => {
    const queue = new EventQueue<number>();
    queue.push(1);
    queue.fail(new Error('stopped'));
    expect(await queue.next()).toBe(1);
    await expect(queue.next()).rejects.toThrow('stopped');
  });

  it('drops what has arrived when it is abandoned', async () => {
    const queue = new EventQueue<number>();
    queue.push(1);
    queue.abandon(new Error('cancelled'));
    await expect(queue.next()).rejects.toThrow('cancelled');
  });

  it('wakes who waits', async () => {
    const queue = new EventQueue<number>();
    const next = queue.next();
    queue.push(7);
    expect(await next).toBe(7);
  });
});
