import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import * as z from 'zod';
import { systemCode } from './systemError';

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

const cacheFile = 'digests.json';
const cacheShape = z.record(
  z.string(),
  z.object({ size: z.string(), modified: z.string(), sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
);
type Digests = z.infer<typeof cacheShape>;

/**
 * Remembers the SHA-256 of files in `digests.json`, so that a model of 4 GB is read once. A file
 * counts as unchanged while its absolute path, size and time of change (in nanoseconds) are the same.
 */
export class DigestCache {
  constructor(private readonly folder: string) {}

  /**
   * @returns 64 lower-case hex digits.
   * @throws the file system's own error, or an `AbortError` when the signal is aborted.
   */
  async sha256(file: string, options: DigestOptions = {}): Promise<string> {
    const key = path.resolve(file);
    const stamp = await stampOf(key);
    const known = (await this.read())[key];
    if (known?.size === stamp.size && known.modified === stamp.modified) return known.sha256;
    const sha256 = await sha256OfFile(key, options);
    await this.write({ ...(await this.read()), [key]: { ...stamp, sha256 } });
    return sha256;
  }

  /** Notes a sum that somebody has just computed while writing the file. */
  async remember(file: string, sha256: string): Promise<void> {
    const key = path.resolve(file);
    await this.write({ ...(await this.read()), [key]: { ...(await stampOf(key)), sha256 } });
  }

  /** A cache that is missing or cannot be understood only costs another reading of the files. */
  private async read(): Promise<Digests> {
    const text = await readFile(path.join(this.folder, cacheFile), 'utf8').catch(() => '{}');
    return parseDigests(text);
  }

  private async write(digests: Digests): Promise<void> {
    try {
      await mkdir(this.folder, { recursive: true });
      await writeFileAtomic(path.join(this.folder, cacheFile), `${JSON.stringify(digests, null, 2)}\n`);
    } catch (error) {
      // Likewise a cache that cannot be written: no reason to refuse a model.
      if (systemCode(error) === undefined) throw error;
    }
  }
}

/** What tells that a file is still the one it was: its size and its time of change in nanoseconds. */
export async function stampOf(file: string): Promise<{ size: string; modified: string }> {
  const { size, mtimeNs } = await stat(file, { bigint: true });
  return { size: String(size), modified: String(mtimeNs) };
}

function parseDigests(text: string): Digests {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return {};
  }
  const parsed = cacheShape.safeParse(json);
  return parsed.success ? parsed.data : {};
}
