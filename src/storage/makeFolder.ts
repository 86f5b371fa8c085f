import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { explain, systemCode } from './systemError';

/** Makes a folder and those above it, where they are not there yet. @throws UserError `disk` */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await makeFolders(folder);
  } catch (error) {
    throw explain(error, 'make the folder', folder);
  }
}

/**
 * The same, for who words the error.
 *
 * @throws the system's error. Node calls a read-only disk ENOENT when it makes folders recursively; plain attempts
 * say what is wrong.
 */
export async function makeFolders(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error;
    await makeOneByOne(folder);
  }
}

/** Begins with the topmost folder that is missing. */
async function makeOneByOne(folder: string): Promise<void> {
  const above = path.dirname(folder);
  try {
    await mkdir(folder);
  } catch (error) {
    if (systemCode(error) !== 'ENOENT' || above === folder) throw error;
    await makeOneByOne(above);
    await mkdir(folder);
  }
}
