import { stat } from 'node:fs/promises';

/** Is there a file or a folder of this path that can be seen? */
export function isThere(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
