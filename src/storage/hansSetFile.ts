import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { finished } from 'node:stream/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { makeHansExamples, type HansExamplesRequest } from '../core/hans/generator/makeHansExamples';
import { formatHansRow, hansHeader } from '../core/hans/hansFile';
import { makeFolder } from './makeFolder';
import { explain } from './systemError';

/** Rows made before others of this process have their turn: a few milliseconds' worth. */
const rowsAtOnce = 100;

/**
 * Makes a HANS-style set and writes it, beside its place first, so that nobody meets half a set under its
 * name.
 *
 * @returns how many examples it has
 * @throws UserError `usage` when a subcase has fewer different examples, or `disk`; or the signal's reason
 */
export async function writeHansSet(file: string, request: HansExamplesRequest, signal?: AbortSignal): Promise<number> {
  const partial = `${file}.partial`;
  let examples = 0;
  await makeFolder(path.dirname(file));
  try {
    const out = createWriteStream(partial, signal === undefined ? {} : { signal });
    out.write(hansHeader);
    for (const row of makeHansExamples(request)) {
      examples += 1;
      if (!out.write(formatHansRow(row))) await once(out, 'drain', signal === undefined ? {} : { signal });
      if (examples % rowsAtOnce === 0) await nextTurn();
    }
    out.end();
    await finished(out);
    await rename(partial, file);
  } catch (error) {
    await rm(partial, { force: true });
    throw explain(error, 'write', file);
  }
  return examples;
}
