import { symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeHansExamples } from '../../src/core/hans/generator/makeHansExamples';
import { formatHansRow, hansHeader } from '../../src/core/hans/hansFile';
import { sha256OfFile } from '../../src/storage/fileDigest';
import { adapterOf, cutShort, encoder, tinyLlama, wideAdapter, wordlessLlama } from '../fixtures/models';
import { pairs } from '../fixtures/pairs';
import { perSubcase, sample } from './sample';

/** Puts a tiny model, HANS-style examples, predictions and broken variants of each into a folder. */
export async function writeSampleWorkspace(folder: string): Promise<void> {
  const write = (name: string, lines: readonly string[]): Promise<void> => writeFile(join(folder, name), lines.join(''));
  const examples = [...makeHansExamples({ perSubcase, seed: 7 })];
  const rows = examples.map(formatHansRow);
  const predictions = ['pairID,gold_label\n', ...examples.map(({ id }) => `${id},entailment\n`)];

  const model = await tinyLlama();
  await symlink(model, join(folder, sample.model));
  await symlink(await encoder(), join(folder, sample.encoder));
  await symlink(await wordlessLlama(), join(folder, sample.wordless));
  await symlink(await wideAdapter(), join(folder, sample.foreignAdapter));
  await symlink(await adapterOf(await sha256OfFile(model)), join(folder, sample.ownAdapter));
  await cutShort(model, 1_000_000, join(folder, sample.truncatedModel));
  await write(sample.noModel, ['This is a letter to my grandmother.\n']);
  await write(sample.hans, [hansHeader, ...rows]);
  await write(sample.emptyData, []);
  await write(sample.wrongData, [hansHeader, ...rows.slice(0, 3), 'entailment\tonly two columns\n']);
  await write(sample.predictions, predictions);
  await write(sample.unknownId, [...predictions, 'ex999999,entailment\n']);
  await write(sample.repeatedId, [...predictions, `${examples[0]?.id ?? ''},entailment\n`]);
  await write(sample.pairs, pairs.map((pair) => `${JSON.stringify(pair)}\n`));
  await write(sample.missingId, predictions.slice(0, -1));
}
