import { mersenne } from 'pure-rand/generator/mersenne';
import * as z from 'zod';

/** The largest seed that has up to four streams to itself: beyond it, a product of the two is rounded, and streams fall together. */
const mostSeed = 2 ** 51 - 1;
const wholeNumber = 'A whole number of at most 2251799813685247 is expected.';

/** A seed that somebody chose. */
export const seedSchema = z.int(wholeNumber).min(-mostSeed, wholeNumber).max(mostSeed, wholeNumber);

/**
 * A seed for one of the streams of random numbers that a run's seed stands for. Neighbouring seeds and
 * streams get seeds that have nothing to do with each other: some generators begin alike with neighbours.
 *
 * @param seed within what `seedSchema` allows
 * @param streams how many there are, four at most
 * @returns 0 to 2^32 - 1
 */
export function streamSeed(seed: number, stream: number, streams: number): number {
  return mersenne(seed * streams + stream).next() >>> 0;
}
