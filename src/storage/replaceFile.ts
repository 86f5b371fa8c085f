import { randomUUID } from 'node:crypto';
import { open, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { systemCode } from './systemError';

export interface ReplaceOptions {
  /** Permissions; when left out those of the file that is there. */
  readonly mode?: number;
  /** False where a crash of the machine may cost it: then it is not waited for the disk. */
  readonly flush?: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** On Windows another program that looks at the file (a virus scanner, an indexer) keeps it from being replaced for a moment. */
const looksMilliseconds = [10, 50, 200];

/**
 * Puts a content in the place of a file as a whole or not at all: it is written beside it, is on disk, and only then
 * has its name. Where the file is a link, what it leads to is replaced.
 *
 * @throws the system's error, what making the content throws, or an `AbortError`; then the file is as it was
 */
export async function replaceFile(file: string, content: string | Uint8Array | AsyncIterable<string>, { mode, flush = true, signal }: ReplaceOptions = {}): Promise<void> {
  const place = await realpath(file).catch(() => file);
  const temporary = `${place}.${randomUUID().slice(0, 8)}.partial`;
  const permissions = mode ?? (await stat(place).catch(() => undefined))?.mode;
  try {
    const handle = await open(temporary, 'wx', permissions);
    try {
      await writeFile(handle, content, signal && { signal });
      // What making a file leaves out of them. A disk that knows no permissions is no reason not to write.
      if (permissions !== undefined) await handle.chmod(permissions).catch(() => undefined);
      // The option `flush` of writing is ignored by Node.js before 20.10.
      if (flush) await handle.sync();
    } finally {
      await handle.close();
    }
    await renamePatiently(temporary, place);
  } catch (error) {
    // What went wrong first is what is told.
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
}

async function renamePatiently(from: string, to: string): Promise<void> {
  for (const wait of looksMilliseconds) {
    try {
      await rename(from, to);
      return;
    } catch (error) {
      if (!['EPERM', 'EACCES', 'EBUSY'].includes(systemCode(error) ?? '')) throw error;
    }
    await pause(wait);
  }
  await rename(from, to);
}
