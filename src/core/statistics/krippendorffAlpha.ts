import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** How many annotators gave each answer to one example; an example with fewer than two answers counts for nothing. */
export type AnswerCounts = readonly number[];

export interface Alpha {
  /** 1 for agreement throughout, 0 for as much as chance gives. */
  readonly value: number;
  /** 95 %; null where hardly any resample had two different answers. */
  readonly interval: readonly [number, number] | null;
}

const resamples = 1000;
const leastResamples = 100;

/**
 * Krippendorff's alpha for nominal data, any number of annotators and missing answers (Krippendorff 2011,
 * "Computing Krippendorff's alpha-reliability"): one less observed over expected disagreement, from
 * the coincidences of the values within examples.
 *
 * @returns null where no two answers can be compared, or where all are the same
 */
export function krippendorffAlpha(examples: readonly AnswerCounts[]): number | null {
  const { patterns, frequencies } = patternsOf(examples);
  return alphaOf(patterns, frequencies);
}

/**
 * The same with a percentile bootstrap interval over the examples (Efron & Tibshirani 1993, chapter 13): 1,000
 * samples of as many examples, drawn with replacement by seed. Pauses after each, so that a caller can let others
 * have their turn.
 */
export function* alphaWithInterval(examples: readonly AnswerCounts[], seed: number): Generator<undefined, Alpha | null> {
  const { patterns, frequencies, patternOf } = patternsOf(examples);
  const value = alphaOf(patterns, frequencies);
  if (value === null) return null;
  const random = xoroshiro128plus(seed);
  const values: number[] = [];
  for (let resample = 0; resample < resamples; resample += 1) {
    const drawn = new Array<number>(patterns.length).fill(0);
    for (let left = patternOf.length; left > 0; left -= 1) {
      const pattern = patternOf[uniformInt(random, 0, patternOf.length - 1)] ?? 0;
      drawn[pattern] = (drawn[pattern] ?? 0) + 1;
    }
    const again = alphaOf(patterns, drawn);
    if (again !== null) values.push(again);
    yield;
  }
  values.sort((a, b) => a - b);
  const at = (share: number): number => values[Math.round(share * (values.length - 1))] ?? value;
  return { value, interval: values.length < leastResamples ? null : [at(0.025), at(0.975)] };
}

interface Patterns {
  /** The different ways in which examples were answered. */
  readonly patterns: readonly AnswerCounts[];
  /** How many examples have each. */
  readonly frequencies: readonly number[];
  /** The pattern of each example. */
  readonly patternOf: readonly number[];
}

/** Examples that were answered alike count alike: there are few ways to answer, however many examples. */
function patternsOf(examples: readonly AnswerCounts[]): Patterns {
  const places = new Map<string, number>();
  const patterns: AnswerCounts[] = [];
  const frequencies: number[] = [];
  const patternOf: number[] = [];
  for (const counts of examples) {
    if (total(counts) < 2) continue;
    const key = counts.join(' ');
    const place = places.get(key) ?? patterns.push(counts) - 1;
    places.set(key, place);
    frequencies[place] = (frequencies[place] ?? 0) + 1;
    patternOf.push(place);
  }
  return { patterns, frequencies, patternOf };
}

function alphaOf(patterns: readonly AnswerCounts[], frequencies: readonly number[]): number | null {
  const perAnswer: number[] = [];
  let answers = 0;
  /** Sum of the coincidence matrix's diagonal. */
  let agreeing = 0;
  patterns.forEach((counts, index) => {
    const frequency = frequencies[index] ?? 0;
    const given = total(counts);
    answers += frequency * given;
    counts.forEach((count, answer) => {
      perAnswer[answer] = (perAnswer[answer] ?? 0) + frequency * count;
      agreeing += (frequency * count * (count - 1)) / (given - 1);
    });
  });
  const expectedDisagreement = answers ** 2 - perAnswer.reduce((sum, count) => sum + count ** 2, 0);
  if (expectedDisagreement === 0) return null;
  return 1 - ((answers - 1) * (answers - agreeing)) / expectedDisagreement;
}

function total(counts: AnswerCounts): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
