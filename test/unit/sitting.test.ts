import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/core/userError';
import { endOf, Sitting } from '../../src/workflows/sitting';

const noon = Date.UTC(2026, 0, 1, 12);

/** A clock that is set by hand, in seconds after noon. */
function clock(): { seconds: number; now: () => number } {
  const hand = { seconds: 0, now: () => noon + 1000 * hand.seconds };
  return hand;
}

describe('the times of a sitting', () => {
  it('go on from the sittings before it: the first beginning, and the sum of the time spent', () => {
    const hand = clock();
    const times = { started: '2025-12-31T08:00:00.000Z', updated: '2025-12-31T08:10:00.000Z', finished: null, seconds: 600 };
    const sitting = new Sitting(hand.now, { times });
    hand.seconds = 90;
    expect(sitting.times('finished')).toEqual({ started: times.started, updated: '2026-01-01T12:01:30.000Z', finished: '2026-01-01T12:01:30.000Z', seconds: 690 });
  });

  it('begin with the sitting where it is the first, and have no end before it is finished', () => {
    const hand = clock();
    const sitting = new Sitting(hand.now, null);
    hand.seconds = 30;
    expect(sitting.times('cancelled')).toEqual({ started: '2026-01-01T12:00:00.000Z', updated: '2026-01-01T12:00:30.000Z', finished: null, seconds: 30 });
  });

  it('count only what was work, where that is told apart', () => {
    const hand = clock();
    const sitting = new Sitting(hand.now, null);
    hand.seconds = 30;
    expect(sitting.times('running', 12).seconds).toBe(12);
  });

  it('are due again a second after they were written', () => {
    const hand = clock();
    const sitting = new Sitting(hand.now, null);
    sitting.times('running');
    hand.seconds = 0.9;
    expect(sitting.isDue).toBe(false);
    hand.seconds = 1;
    expect(sitting.isDue).toBe(true);
  });
});

describe('a sitting that something was thrown out of', () => {
  const aborted = (reason: unknown): AbortSignal => AbortSignal.abort(reason);

  it('was cancelled where somebody wanted its end, and failed where its lock was taken away', () => {
    const wish = new DOMException('Cancelled', 'AbortError');
    expect(endOf(wish, aborted(wish))).toEqual({ state: 'cancelled', problem: null });
    const lost = new UserError('locked', 'The lock was taken away.');
    expect(endOf(lost, aborted(lost))).toEqual({ state: 'failed', problem: 'The lock was taken away.' });
  });

  it('failed for what was thrown, whatever that is', () => {
    const { signal } = new AbortController();
    expect(endOf(new Error('The disk is full.'), signal)).toEqual({ state: 'failed', problem: 'The disk is full.' });
    expect(endOf('no words', signal)).toEqual({ state: 'failed', problem: 'no words' });
  });
});
