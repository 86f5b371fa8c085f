import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { DataSet } from '../../src/core/nli/example';
import { DataReader } from '../../src/core/nli/dataReader';
import { labels } from '../../src/core/nli/label';
import { select } from '../../src/core/runs/selection';
import { inPrefixOrder } from '../../src/core/scoring/prefixOrder';
import { classifierPrompt, fillPrompt } from '../../src/core/scoring/prompt';
import type { Prompt } from '../../src/ports/engine';
import { linesOf } from '../../src/storage/lines';
import { cache, cli, root } from './places';
import { runProgram } from './program';

const perSubcase = 1000;

/** 30,000 examples of HANS. */
export interface HansSet {
  readonly file: string;
  /** How the results call it. */
  readonly name: string;
  readonly dataSet: DataSet;
}

/** The released set where it lies beside the checkout; elsewhere one of the same size that the product makes. */
export async function hansSet(): Promise<HansSet> {
  const released = resolve(root, '../shared/data/hans/heuristics_evaluation_set.txt');
  if (existsSync(released)) return { file: released, name: 'HANS', dataSet: await read(released) };
  const made = join(cache, 'hans-style.txt');
  if (!existsSync(made)) {
    await runProgram(process.execPath, [cli, 'data', 'make', 'hans', '--per-subcase', String(perSubcase), '--seed', '1', '--out', made]);
  }
  return { file: made, name: 'HANS-style', dataSet: await read(made) };
}

/** The prompts of a stratified sample, in the order in which a run scores them. */
export function samplePrompts({ dataSet }: HansSet, perSubcase: number): readonly Prompt[] {
  const examples = select(dataSet, { kind: 'per-subcase', count: perSubcase, seed: 1 });
  return inPrefixOrder(
    examples.map(({ id, premise, hypothesis }) => ({ id, text: fillPrompt(classifierPrompt, premise, hypothesis) })),
  );
}

/** A prediction file for the whole set, its labels in turn. */
export async function writePredictions({ dataSet }: HansSet): Promise<string> {
  const file = join(cache, 'predictions.txt');
  const rows = dataSet.examples.map(({ id }, index) => `${id},${labels[index % labels.length] ?? ''}\n`);
  await writeFile(file, `pairID,gold_label\n${rows.join('')}`);
  return file;
}

async function read(file: string): Promise<DataSet> {
  const reader = new DataReader(file);
  for await (const lines of linesOf(file)) {
    for (const line of lines) reader.push(line);
  }
  return reader.finish();
}
