import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { predict, type Prediction } from '../../src/core/scoring/prediction';
import { DiskFiles } from '../../src/storage/diskFiles';
import { DigestCache } from '../../src/storage/fileDigest';
import { FolderRunStore } from '../../src/storage/runs/folderRunStore';
import { median, type Figure } from './figure';
import type { HansSet } from './hansSet';
import { cache, cli } from './places';
import { runProgram } from './program';

const processes = 7;
const zeros = '0'.repeat(64);

/**
 * How long a person waits for `blindspot compare` on two runs of 30,000 examples with their scores: the
 * whole process, from its start to its end, with reading the data file and both journals.
 */
export async function measureCompare(hans: HansSet): Promise<readonly Figure[]> {
  const command = [cli, 'compare', await writeRun(hans, 1), await writeRun(hans, 2)];
  const milliseconds: number[] = [];
  for (let run = 0; run < processes; run += 1) {
    milliseconds.push((await runProgram(process.execPath, command)).seconds * 1000);
  }
  const count = hans.dataSet.examples.length.toLocaleString('en');
  const setting = `blindspot compare on two runs of ${count} examples of ${hans.name} with scores, Node ${process.versions.node}, median of ${processes} processes`;
  return [{ key: 'compare_ms', value: median(milliseconds), unit: 'ms', wanted: { atMost: 1000 }, setting }];
}

/** A run as an evaluation leaves it, with made-up scores; `step` makes the runs differ. */
async function writeRun({ file, dataSet }: HansSet, step: number): Promise<string> {
  const folder = join(cache, `compared-run-${step}`);
  await rm(folder, { recursive: true, force: true });
  const { sha256 } = await new DiskFiles(new DigestCache(cache)).readDataSet(file);
  const target = { identity: { predictionsSha256: zeros, dataSha256: sha256 }, name: `compared-${step}`, folder };
  const run = await new FolderRunStore(cache).open(target, 'bench');
  try {
    await run.append(dataSet.examples.map(({ id }, index) => madeUp(id, index * step)));
    await run.write({
      format: 1,
      id: run.id,
      identity: run.identity,
      state: 'finished',
      problem: null,
      source: { kind: 'predictions', file: `compared-${step}.txt`, sha256: zeros },
      data: { file, sha256, format: dataSet.format, examples: dataSet.examples.length, skipped: 0 },
      selection: { kind: 'all' },
      scored: dataSet.examples.length,
      total: dataSet.examples.length,
      tokens: { prompt: 0, evaluated: 0 },
      accuracy: null,
      versions: { blindspot: '0', node: process.versions.node },
      times: { started: '', updated: '', finished: null, seconds: 0 },
    });
  } finally {
    await run.close();
  }
  return folder;
}

function madeUp(id: string, index: number): Prediction {
  const logprob = (at: number): number => -0.1 - ((index + at * 7) % 31) / 10.3;
  return predict(id, { entailment: logprob(0), neutral: logprob(1), contradiction: logprob(2) });
}
