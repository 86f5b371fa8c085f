import type { Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { UserError } from '../core/userError';
import { notText } from './notText';

/** Decoded at once: nobody waits long for so much. */
export const chunkBytes = 64 * 1024;

/** In UTF-16 units. No example is as long: the file is something else, and would be held in memory as one line. */
export const longestLine = 16 * 1024 * 1024;

interface Reading {
  /** Takes the bytes as they are read. */
  readonly hash?: Hash;
  /** What becomes of bytes that are not UTF-8; an error when left out. */
  readonly malformed?: 'replace';
}

/**
 * The lines of a UTF-8 text file, a chunk of the file at a time, so that nobody waits long for a large
 * one. Lines end with LF or CR LF and with nothing else: Unicode's own line separators may stand
 * inside a JSON string, where Node's readline would cut.
 *
 * @throws UserError `bad-data` when the file is not UTF-8 or a line does not end, or the file system's error
 */
export async function* linesOf(file: string, { signal, ...reading }: Reading & { readonly signal?: AbortSignal | undefined } = {}): AsyncGenerator<readonly string[]> {
  yield* linesOfChunks(createReadStream(file, { highWaterMark: chunkBytes, signal }), file, reading);
}

/** The same of a file that is read by somebody else. @param file how messages call it */
export async function* linesOfChunks(chunks: AsyncIterable<Buffer>, file: string, { hash, malformed }: Reading): AsyncGenerator<readonly string[]> {
  const decoder = new TextDecoder('utf-8', { fatal: malformed !== 'replace', ignoreBOM: true });
  let beginning: Uint8Array | undefined;
  let rest = '';
  let line = 0;
  for await (const chunk of chunks) {
    hash?.update(chunk);
    beginning ??= chunk;
    const lines = (rest + decode(chunk, true)).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > longestLine) throw endlessLine(file, line + lines.length + 1);
    line += lines.length;
    if (lines.length > 0) yield lines.map(withoutReturn);
  }
  rest += decode(new Uint8Array(), false);
  if (rest !== '') yield [withoutReturn(rest)];

  function decode(bytes: Uint8Array, stream: boolean): string {
    try {
      return decoder.decode(bytes, { stream });
    } catch (error) {
      const where = line === 0 ? '' : ` after line ${line}`;
      throw new UserError('bad-data', notText(file, beginning) ?? `${file} is not UTF-8 text${where}. Save it as UTF-8.`, { cause: error });
    }
  }
}

/** @param line its number, counted from 1 */
export function endlessLine(file: string, line: number): UserError {
  return new UserError('bad-data', `${file}, line ${line}: the line has more than 16 million characters. Put each example on a line of its own.`);
}

export function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
