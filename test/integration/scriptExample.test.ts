import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { makeHansExamples } from '../../src/core/hans/generator/makeHansExamples';
import { formatHansRow, hansHeader } from '../../src/core/hans/hansFile';

it('The core can be used from a script: the documentation’s example counts the non-entailed half', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'blindspot-script-'));
  try {
    const examples = [...makeHansExamples({ perSubcase: 2, seed: 1 })];
    const [data, predictions] = [join(folder, 'hans.tsv'), join(folder, 'predictions.csv')];
    await writeFile(data, [hansHeader, ...examples.map(formatHansRow)].join(''));
    // Non-entailment for one heuristic and entailment for the others: right for its ten non-entailed examples alone.
    const answer = (heuristic: string): string => (heuristic === 'subsequence' ? 'non-entailment' : 'entailment');
    await writeFile(predictions, `pairID,gold_label\n${examples.map(({ id, heuristic }) => `${id},${answer(heuristic)}\n`).join('')}`);
    const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', 'docs/examples/breakdown.ts', data, predictions]);
    // Wilson's interval of 0 and of 10 out of 10 (Newcombe 1998, method 3): z²/(n + z²) is 3.8415/13.8415 = 0.278.
    expect(stdout).toBe(
      ['lexical_overlap: 0 of 10, 95 % 0.000 to 0.278', 'subsequence: 10 of 10, 95 % 0.722 to 1.000', 'constituent: 0 of 10, 95 % 0.000 to 0.278', ''].join('\n'),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
