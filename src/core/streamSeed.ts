import { mersenne } from 'pure-rand/generator/mersenne';

/**
 * A seed for one of the streams of random numbers that a run's seed stands for. Neighbouring seeds and
 * streams get seeds that have nothing to do with each other: some generators begin alike with neighbours.
 *
 * @param streams how many there are
 * @returns 0 to 2^32 - 1
 */
export function streamSeed(seed: number, stream: number, streams: number): number {
  return mersenne(seed * streams + stream).next() >>> 0;
}
