import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { DataSet, NliExample } from '../core/nli/example';
import { DataReader } from '../core/nli/dataReader';
import { parsePredictionFile } from '../core/nli/predictionFile';
import { SetReader } from '../core/nli/setReader';
import { UserError } from '../core/userError';
import type { Files, Subset } from '../ports/files';
import type { DigestCache } from './fileDigest';
import { stampOf } from './fileStamp';
import { readGenerationRecord, recordFileOf, setEnding } from './generations/generationRecordFile';
import { linesOf } from './lines';
import { notText } from './notText';
import { writeSubset } from './subsetFile';
import { explain } from './systemError';

interface ReadDataSet {
  readonly dataSet: DataSet;
  readonly sha256: string;
}

/** The user's files, on the disk of this machine. */
export class DiskFiles implements Files {
  /** The data file read last: an evaluation, its report and the run beside it are mostly about the same one. */
  private latest: { readonly file: string; readonly stamp: string; readonly read: ReadDataSet } | undefined;

  constructor(private readonly digests: DigestCache) {}

  async readDataSet(file: string, signal?: AbortSignal): Promise<ReadDataSet> {
    try {
      const stamp = JSON.stringify(await stampOf(file));
      if (this.latest?.file === file && this.latest.stamp === stamp) return this.latest.read;
      const read = await readDataSet(file, signal);
      this.latest = { file, stamp, read };
      return read;
    } catch (error) {
      throw explain(error, 'read the data file', file);
    }
  }

  async readSet(file: string, signal?: AbortSignal): ReturnType<Files['readSet']> {
    const examples: NliExample[] = [];
    const { reading, sha256 } = await this.readExamples(file, (example) => examples.push(example), signal);
    return { set: { ...reading, examples }, sha256 };
  }

  async readExamples(file: string, take: (example: NliExample) => void, signal?: AbortSignal): ReturnType<Files['readExamples']> {
    const reader = new SetReader(file);
    try {
      const sha256 = await eachLine(file, signal, (line) => {
        const example = reader.push(line);
        if (example !== undefined) take(example);
      });
      return { reading: reader.finish(), sha256 };
    } catch (error) {
      throw explain(error, 'read the set', file);
    }
  }

  writeSubset(file: string, subset: Subset, signal?: AbortSignal): Promise<void> {
    return writeSubset(file, subset, signal);
  }

  async readGeneration(set: string): ReturnType<Files['readGeneration']> {
    return set.endsWith(setEnding) ? readGenerationRecord(recordFileOf(set)) : null;
  }

  async readPredictions(file: string): ReturnType<Files['readPredictions']> {
    let bytes: Buffer;
    try {
      bytes = await readFile(file);
    } catch (error) {
      throw explain(error, 'read the predictions', file);
    }
    const other = notText(file, bytes);
    if (other !== undefined) throw new UserError('bad-predictions', other);
    return {
      predictions: parsePredictionFile(bytes.toString('utf8'), file),
      sha256: createHash('sha256').update(bytes).digest('hex'),
    };
  }

  async digest(file: string, options: Parameters<Files['digest']>[1] = {}): Promise<string> {
    try {
      return await this.digests.sha256(file, options);
    } catch (error) {
      throw explain(error, 'read the model', file);
    }
  }
}

async function readDataSet(file: string, signal: AbortSignal | undefined): Promise<ReadDataSet> {
  const reader = new DataReader(file);
  const sha256 = await eachLine(file, signal, (line) => reader.push(line));
  return { dataSet: reader.finish(), sha256 };
}

/** @returns the file's SHA-256 */
async function eachLine(file: string, signal: AbortSignal | undefined, take: (line: string) => void): Promise<string> {
  const hash = createHash('sha256');
  for await (const lines of linesOf(file, { signal, hash })) {
    for (const line of lines) take(line);
  }
  return hash.digest('hex');
}
