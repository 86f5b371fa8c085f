import path from 'node:path';
import { writeHansSet } from '../../storage/hansSetFile';

/** A set made here serves any selection up to so many a subcase. */
const madePerSubcase = 100;

/** Writes a HANS-style set into a folder: the same each time. @returns its file */
export async function makeHansSet(folder: string): Promise<string> {
  const file = path.join(folder, 'hans-style.tsv');
  await writeHansSet(file, { perSubcase: madePerSubcase, seed: 1 });
  return file;
}
