import { lstat, readdir } from 'node:fs/promises';
import path from 'node:path';
import { systemCode } from './systemError';

/** Bytes that the files of a folder take on the disk, at any depth; 0 when there is no such folder. */
export async function folderSize(folder: string): Promise<number> {
  const names = await absentAs([], readdir(folder, { recursive: true }));
  let bytes = 0;
  for (const name of names) {
    const entry = await absentAs(null, lstat(path.join(folder, name)));
    // Blocks of 512 bytes: a file that is written in several places at once has holes.
    if (entry?.isFile()) bytes += entry.blocks * 512;
  }
  return bytes;
}

/** Other programs write and delete in the folder meanwhile. */
async function absentAs<T>(fallback: T, found: Promise<T>): Promise<T> {
  return found.catch((error: unknown) => {
    if (['ENOENT', 'ENOTDIR'].includes(systemCode(error) ?? '')) return fallback;
    throw error;
  });
}
