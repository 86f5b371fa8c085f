import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/**
 * So many of the items, drawn without replacement: the first `count` of a Fisher-Yates shuffle. The same
 * seed draws the same on every machine, and a larger count of the same seed contains the smaller one's.
 *
 * @returns all of them, shuffled, when there are no more than `count`
 */
export function draw<Item>(items: readonly Item[], count: number, seed: number): Item[] {
  const random = xoroshiro128plus(seed);
  const pool = [...items];
  const drawn = Math.min(count, pool.length);
  for (let at = 0; at < drawn; at += 1) {
    const other = uniformInt(random, at, pool.length - 1);
    [pool[at], pool[other]] = [pool[other] as Item, pool[at] as Item];
  }
  return pool.slice(0, drawn);
}

/** Numbers shuffled between two pauses: a few milliseconds' worth. */
const betweenPauses = 50_000;

/**
 * The numbers below `size`, shuffled as `draw` shuffles: in place and with pauses, for sets so large that one would
 * feel them.
 */
export function* shuffling(size: number, seed: number): Generator<undefined, Uint32Array> {
  const random = xoroshiro128plus(seed);
  const numbers = new Uint32Array(size);
  for (let at = 0; at < size; at += 1) numbers[at] = at;
  for (let at = 0; at < size; at += 1) {
    const other = uniformInt(random, at, size - 1);
    const number = numbers[at] ?? 0;
    numbers[at] = numbers[other] ?? 0;
    numbers[other] = number;
    if (at % betweenPauses === betweenPauses - 1) yield;
  }
  return numbers;
}
