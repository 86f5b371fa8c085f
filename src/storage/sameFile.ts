import { realpath } from 'node:fs/promises';
import path from 'node:path';

/** Do both paths lead to one file, through whatever links and spellings? */
export async function isSameFile(one: string, other: string): Promise<boolean> {
  return (await realPath(one)) === (await realPath(other));
}

/** Of a file that may not be there yet. */
async function realPath(file: string): Promise<string> {
  const found = await realpath(file).catch(() => undefined);
  if (found !== undefined) return found;
  const folder = await realpath(path.dirname(file)).catch(() => path.resolve(path.dirname(file)));
  return path.join(folder, path.basename(file));
}
