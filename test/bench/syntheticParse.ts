import { pairKey } from '../../src/core/synthetic/parseSample';
import { Sieve } from '../../src/core/synthetic/sieve';
import { median, type Figure } from './figure';
import type { HansSet } from './hansSet';

const samples = 100_000;
const rounds = 5;

/** How fast samples are parsed, held against each other and looked up in a test set, with the time to take the test set in. */
export function measureSyntheticParse({ name, dataSet }: HansSet): readonly Figure[] {
  const { examples } = dataSet;
  const sentence = (at: number): string => examples[at % examples.length]?.premise ?? '';
  // Premises of two sentences are about as long as MNLI's. Each time through the set the hypotheses stand elsewhere, so that few pairs are the same.
  const texts = Array.from({ length: samples }, (_, at) => ` ${sentence(at)} ${sentence(at * 7 + 3)} Hypothesis: ${sentence(at * 11 + 5 + Math.floor(at / examples.length))} `);
  const rates: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const started = performance.now();
    const sieve = new Sieve([], [{ file: name, keys: new Set(examples.map(pairKey)) }]);
    for (const text of texts) sieve.take({ text, end: 'stop' });
    rates.push((1000 * samples) / (performance.now() - started));
  }
  const setting = `${samples.toLocaleString('en')} samples of three sentences of ${name}, against its ${examples.length.toLocaleString('en')} pairs, Node ${process.versions.node}, median of ${rounds}`;
  return [{ key: 'synthetic_parse', value: median(rates), unit: 'examples/s', wanted: { atLeast: 50_000 }, setting }];
}
