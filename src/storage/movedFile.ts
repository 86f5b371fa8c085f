import path from 'node:path';
import { isThere } from './isThere';

/**
 * Where a file is that was named by an absolute path, perhaps on another machine, when the folder that it was in has
 * been moved, copied or cloned since: at the same place inside that folder, as far down as its path still fits.
 *
 * @param folder absolute path of where the folder is now
 * @returns the path as it was named where nothing fits
 */
export async function whereNow(file: string, folder: string): Promise<string> {
  if (await isThere(file)) return file;
  const parts = file.split(/[\\/]/).filter((part) => part !== '');
  for (let first = 1; first < parts.length; first += 1) {
    const place = path.join(folder, ...parts.slice(first));
    if (await isThere(place)) return place;
  }
  return file;
}
