import path from 'node:path';
import { makeFolder } from './makeFolder';
import { replaceFile } from './replaceFile';
import { explain } from './systemError';

/** Characters made before they are written and others of this process have their turn: a few milliseconds' worth of lines. */
const partLength = 32 * 1024;

/**
 * Writes a file of any size, beside its place first, so that nobody meets half of it under its name. It is on disk
 * before it has that name.
 *
 * @param lines with their line ends, one or several at a time; made as they are written
 * @throws UserError `disk`, what making a line throws, or the signal's reason; then the file is as it was
 */
export async function writeWholeFile(file: string, lines: Iterable<string> | AsyncIterable<string>, signal?: AbortSignal): Promise<void> {
  await makeFolder(path.dirname(file));
  try {
    await replaceFile(file, inParts(lines), { signal });
  } catch (error) {
    signal?.throwIfAborted();
    throw explain(error, 'write', file);
  }
}

async function* inParts(lines: Iterable<string> | AsyncIterable<string>): AsyncGenerator<string> {
  let part = '';
  for await (const line of lines) {
    part += line;
    if (part.length < partLength) continue;
    yield part;
    part = '';
  }
  yield part;
}
