import { mkdir } from 'node:fs/promises';
import { explain, systemCode } from './systemError';

/** Makes a folder and those above it, where they are not there yet. @throws UserError `disk` */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true }).catch(async (error: unknown) => {
      // Node calls a read-only disk ENOENT when it makes folders recursively; a plain attempt says what is wrong.
      if (systemCode(error) === 'ENOENT') await mkdir(folder);
      else throw error;
    });
  } catch (error) {
    throw explain(error, 'make the folder', folder);
  }
}
