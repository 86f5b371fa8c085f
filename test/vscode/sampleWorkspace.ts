import { open, symlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { makeHansExamples } from '../../src/core/hans/generator/makeHansExamples';
import { formatHansRow, hansHeader } from '../../src/core/hans/hansFile';

/** Examples of each of the 30 subcases in the sample's HANS file. */
export const perSubcase = 20;

/** Names of the sample's files: a space and letters beyond ASCII are part of the test. */
export const sample = {
  model: 'tiny llama é.gguf',
  hans: 'hans modèle.tsv',
  /** Entailment for every example: right for half of them. */
  predictions: 'all entailment.csv',
  noModel: 'no model.gguf',
  truncatedModel: 'truncated.gguf',
  emptyData: 'hans empty.tsv',
  wrongData: 'wrong row.tsv',
  unknownId: 'unknown id.csv',
  repeatedId: 'repeated id.csv',
  missingId: 'missing id.csv',
} as const;

/** Puts a tiny model, HANS-style examples, predictions and broken variants of each into a folder. */
export async function writeSampleWorkspace(folder: string, model: string): Promise<void> {
  const write = (name: string, lines: readonly string[]): Promise<void> => writeFile(join(folder, name), lines.join(''));
  const examples = [...makeHansExamples({ perSubcase, seed: 7 })];
  const rows = examples.map(formatHansRow);
  const predictions = ['pairID,gold_label\n', ...examples.map(({ id }) => `${id},entailment\n`)];

  await symlink(resolve(model), join(folder, sample.model));
  await writeStart(resolve(model), join(folder, sample.truncatedModel), 1_000_000);
  await write(sample.noModel, ['This is a letter to my grandmother.\n']);
  await write(sample.hans, [hansHeader, ...rows]);
  await write(sample.emptyData, []);
  await write(sample.wrongData, [hansHeader, ...rows.slice(0, 3), 'entailment\tonly two columns\n']);
  await write(sample.predictions, predictions);
  await write(sample.unknownId, [...predictions, 'ex999999,entailment\n']);
  await write(sample.repeatedId, [...predictions, `${examples[0]?.id ?? ''},entailment\n`]);
  await write(sample.missingId, predictions.slice(0, -1));
}

async function writeStart(from: string, to: string, bytes: number): Promise<void> {
  const file = await open(from);
  try {
    const { buffer } = await file.read({ buffer: Buffer.alloc(bytes) });
    await writeFile(to, buffer);
  } finally {
    await file.close();
  }
}
