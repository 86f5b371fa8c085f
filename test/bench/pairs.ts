import { writeFile } from 'node:fs/promises';
import { labels } from '../../src/core/nli/label';

/** A set of so many examples that say nothing, as JSON Lines. */
export async function writePairs(file: string, size: number): Promise<void> {
  const lines = Array.from({ length: size }, (_, n) => JSON.stringify({ id: `ex${n}`, label: labels[n % 3], premise: `The judge saw ${n} actors.`, hypothesis: `The judge slept ${n} times.` }));
  await writeFile(file, `${lines.join('\n')}\n`);
}
