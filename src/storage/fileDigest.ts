import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import * as z from 'zod';
import { sha256Schema } from '../core/sha256';
import { stampOf } from './fileStamp';
import { StampedCache } from './stampedCache';

export interface DigestOptions {
  readonly signal?: AbortSignal;
  /** @param fraction of the file read, 0 to 1. */
  readonly onProgress?: (fraction: number) => void;
}

const chunkBytes = 1024 * 1024;

/**
 * SHA-256 of a file as 64 lower-case hex digits, read in chunks.
 *
 * @throws the file system's own error, or an `AbortError` when the signal is aborted.
 */
export async function sha256OfFile(file: string, options: DigestOptions = {}): Promise<string> {
  const { size } = await stat(file);
  const hash = createHash('sha256');
  let done = 0;
  const stream = createReadStream(file, { highWaterMark: chunkBytes, signal: options.signal });
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    hash.update(chunk);
    done += chunk.length;
    options.onProgress?.(size === 0 ? 1 : Math.min(1, done / size));
  }
  return hash.digest('hex');
}

/** Remembers the SHA-256 of files in `digests.json`, so that a model of 4 GB is read once. */
export class DigestCache {
  private readonly sums: StampedCache<{ readonly sha256: string }>;

  constructor(folder: string) {
    this.sums = new StampedCache({ folder, name: 'digests.json' }, z.object({ sha256: sha256Schema }));
  }

  /**
   * @returns 64 lower-case hex digits.
   * @throws the file system's own error, or an `AbortError` when the signal is aborted.
   */
  async sha256(file: string, options: DigestOptions = {}): Promise<string> {
    const known = await this.known(file);
    if (known !== undefined) return known;
    const stamp = await stampOf(file);
    const sha256 = await sha256OfFile(file, options);
    await this.sums.remember(file, { sha256 }, stamp);
    return sha256;
  }

  /** @returns undefined where it would have to be computed @throws the file system's own error */
  async known(file: string): Promise<string | undefined> {
    return (await this.sums.known(file))?.sha256;
  }

  /** Notes a sum that somebody has just computed while writing the file. */
  async remember(file: string, sha256: string): Promise<void> {
    await this.sums.remember(file, { sha256 });
  }
}
