import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { openPromise } from 'yauzl';
import type { Entry, ZipFile } from 'yauzl';

export interface UnpackOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
}

/** Between two reports of progress; the pieces themselves are of 16 KB. */
const stepBytes = 1024 * 1024;

/**
 * Writes one file of a zip archive to `target`, piece by piece.
 *
 * @returns its SHA-256, or null when the archive has no such file.
 * @throws when the archive is damaged (each file carries a CRC-32), or the signal's reason.
 */
export async function unpackMember(
  archive: string,
  member: string,
  target: string,
  { signal, onProgress }: UnpackOptions = {},
): Promise<string | null> {
  const zip = await openPromise(archive, { autoClose: false });
  try {
    const entry = await find(zip, member);
    if (entry === null) return null;
    const hash = createHash('sha256');
    let done = 0;
    let told = 0;
    await pipeline(
      await zip.openReadStreamPromise(entry),
      async function* (chunks: AsyncIterable<Buffer>) {
        for await (const chunk of chunks) {
          hash.update(chunk);
          done += chunk.length;
          if (done - told >= stepBytes || done === entry.uncompressedSize) {
            told = done;
            onProgress?.(done, entry.uncompressedSize);
          }
          yield chunk;
        }
      },
      createWriteStream(target),
      signal === undefined ? {} : { signal },
    );
    return hash.digest('hex');
  } finally {
    zip.close();
  }
}

async function find(zip: ZipFile, member: string): Promise<Entry | null> {
  for await (const entry of zip.eachEntry()) {
    if (entry.fileName === member) return entry;
  }
  return null;
}
