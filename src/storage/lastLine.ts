import { open } from 'node:fs/promises';
import { systemCode } from './systemError';

const bytesRead = 2048;
/** That a file's time may lie behind the clock: Linux takes it from its last tick. */
const tickMilliseconds = 20;

/**
 * The last line of a text file that is not empty, as far as it stands within its last two kilobytes.
 *
 * @param since milliseconds since 1970: what was written before is nothing
 * @returns undefined where there is none
 */
export async function lastLineOf(file: string, since: number): Promise<string | undefined> {
  const handle = await open(file).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  });
  if (handle === undefined) return undefined;
  try {
    const { size, mtimeMs } = await handle.stat();
    if (mtimeMs < since - tickMilliseconds) return undefined;
    const { buffer, bytesRead: length } = await handle.read(Buffer.alloc(bytesRead), 0, bytesRead, Math.max(0, size - bytesRead));
    return buffer.toString('utf8', 0, length).split(/[\r\n]+/).findLast((line) => line.trim() !== '');
  } finally {
    await handle.close();
  }
}
