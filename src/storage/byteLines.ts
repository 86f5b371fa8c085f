import type { Hash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { endlessLine, longestLine } from './lines';

const chunkBytes = 512 * 1024;
const newline = 0x0a;

/** Where a line stands: in bytes that are good until the call returns, and in the file. */
export type TakeLine = (bytes: Buffer, start: number, end: number, at: number) => void;

/**
 * The lines of a file as bytes, for who need not decode all of them. Lines end with LF, which is left out; a CR before
 * it is not.
 *
 * @param file how messages call the file
 * @param hash takes the bytes as they are read
 * @throws UserError `bad-data` when a line does not end, or the file system's error
 */
export async function forEachLine({ handle, file, hash }: { readonly handle: FileHandle; readonly file: string; readonly hash?: Hash }, take: TakeLine): Promise<void> {
  /** Of a line that has not ended yet. */
  let torn = Buffer.alloc(0);
  /** Of the chunk, in the file. */
  let chunkAt = 0;
  let lines = 0;
  for await (const chunk of chunksOf(handle, chunkBytes)) {
    hash?.update(chunk);
    let start = 0;
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, start)) {
      if (torn.length === 0) take(chunk, start, end, chunkAt + start);
      else {
        const whole = Buffer.concat([torn, chunk.subarray(0, end)]);
        take(whole, 0, whole.length, chunkAt - torn.length);
        torn = Buffer.alloc(0);
      }
      lines += 1;
      start = end + 1;
    }
    torn = Buffer.concat([torn, chunk.subarray(start)]);
    if (torn.length > longestLine) throw endlessLine(file, lines + 1);
    chunkAt += chunk.length;
  }
  if (torn.length > 0) take(torn, 0, torn.length, chunkAt - torn.length);
}

/** A file from its beginning. A chunk is read while the one before it is worked on, and is good until the next is asked for. */
export async function* chunksOf(handle: FileHandle, bytes: number): AsyncGenerator<Buffer> {
  let [next, free] = [Buffer.allocUnsafe(bytes), Buffer.allocUnsafe(bytes)];
  let at = 0;
  let reading = handle.read(next, 0, bytes, at);
  try {
    for (;;) {
      const { bytesRead } = await reading;
      if (bytesRead === 0) return;
      const chunk = next.subarray(0, bytesRead);
      at += bytesRead;
      [next, free] = [free, next];
      reading = handle.read(next, 0, bytes, at);
      yield chunk;
    }
  } finally {
    // Nobody closes the file under a reading.
    await reading.catch(() => undefined);
  }
}
