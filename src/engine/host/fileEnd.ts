import { open } from 'node:fs/promises';

/**
 * Cuts off what stands behind a file's end. ipull (3.9) keeps its notes there while it downloads, and cuts them off at
 * the end without waiting for the last of them to be written, so that now and then they stay.
 * @param size of the whole file in bytes
 */
export async function cutBehindEnd(path: string, size: number): Promise<void> {
  const file = await open(path, 'r+');
  try {
    if ((await file.stat()).size > size) await file.truncate(size);
  } finally {
    await file.close();
  }
}
