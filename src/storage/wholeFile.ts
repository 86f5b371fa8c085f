import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { finished } from 'node:stream/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { makeFolder } from './makeFolder';
import { explain } from './systemError';

/** Lines made before others of this process have their turn: a few milliseconds' worth. */
const linesAtOnce = 100;

/**
 * Writes a file of any size, beside its place first, so that nobody meets half of it under its name.
 *
 * @param lines with their line ends, one or several at a time; made as they are written
 * @throws UserError `disk`, what making a line throws, or the signal's reason; then the file is as it was
 */
export async function writeWholeFile(file: string, lines: Iterable<string> | AsyncIterable<string>, signal?: AbortSignal): Promise<void> {
  const partial = `${file}.partial`;
  const signalled = signal === undefined ? {} : { signal };
  await makeFolder(path.dirname(file));
  try {
    const out = createWriteStream(partial, signalled);
    let made = 0;
    for await (const line of lines) {
      if (!out.write(line)) await once(out, 'drain', signalled);
      made += 1;
      if (made % linesAtOnce === 0) await nextTurn();
    }
    out.end();
    await finished(out);
    await rename(partial, file);
  } catch (error) {
    await rm(partial, { force: true });
    throw explain(error, 'write', file);
  }
}
