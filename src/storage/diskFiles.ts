import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { DataReader } from '../core/nli/dataReader';
import { parsePredictionFile } from '../core/nli/predictionFile';
import type { Files } from '../ports/files';
import type { DigestCache } from './fileDigest';
import { linesOf } from './lines';
import { explain } from './systemError';

/** The user's files, on the disk of this machine. */
export class DiskFiles implements Files {
  constructor(private readonly digests: DigestCache) {}

  async readDataSet(file: string, signal?: AbortSignal): ReturnType<Files['readDataSet']> {
    const hash = createHash('sha256');
    const reader = new DataReader(file);
    try {
      for await (const lines of linesOf(file, { signal, hash })) {
        for (const line of lines) reader.push(line);
      }
    } catch (error) {
      throw explain(error, 'read the data file', file);
    }
    return { dataSet: reader.finish(), sha256: hash.digest('hex') };
  }

  async readPredictions(file: string): ReturnType<Files['readPredictions']> {
    let bytes: Buffer;
    try {
      bytes = await readFile(file);
    } catch (error) {
      throw explain(error, 'read the predictions', file);
    }
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
