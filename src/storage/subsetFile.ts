import { createHash } from 'node:crypto';
import { isHeader } from '../core/nli/openRows';
import { UserError } from '../core/userError';
import type { Subset } from '../ports/files';
import { linesOf } from './lines';
import { isSameFile } from './sameFile';
import { writeWholeFile } from './wholeFile';

/**
 * Writes some lines of a set into a file of their own, as they are: whatever else they say of an example
 * (its source, the parse, other annotators' labels) stays with it, and so does the header of a
 * tab-separated file. Nobody meets half a set under its name.
 *
 * @throws UserError `usage` when the file is the set itself, `bad-data` when the set has changed, or `disk`
 */
export async function writeSubset(file: string, { source, sha256, lines }: Subset, signal?: AbortSignal): Promise<void> {
  await requireOtherFile(file, source);
  await writeWholeFile(file, wanted(), signal);

  async function* wanted(): AsyncGenerator<string> {
    const hash = createHash('sha256');
    let number = 0;
    let headed = false;
    for await (const chunk of linesOf(source, { signal, hash })) {
      let text = '';
      for (const raw of chunk) {
        number += 1;
        const line = number === 1 ? raw.replace(/^\uFEFF/, '') : raw;
        const heads: boolean = !headed && isHeader(line);
        headed ||= heads;
        if (heads || lines.has(number)) text += `${line}\n`;
      }
      yield text;
    }
    if (hash.digest('hex') !== sha256) throw new UserError('bad-data', `${source} has changed while it was read. Run the same command again.`);
  }
}

/** @throws UserError `usage` when the file is the set itself */
export async function requireOtherFile(file: string, set: string): Promise<void> {
  if (await isSameFile(file, set)) throw new UserError('usage', `${file} is the set itself. Choose another file to write.`);
}
