// The trainer's Python environment for tests, in .cache/trainer: set up as the product does it for a user.
import { join, resolve } from 'node:path';
import { trainerPython } from '../src/training/environment';

const root = resolve(import.meta.dirname, '..');
const folder = join(root, '.cache', 'trainer');

export interface TrainerTools {
  readonly python: string;
  /** The folder of the Python package. */
  readonly trainer: string;
  readonly folder: string;
}

/** The first time this fetches gigabytes (a minute or so). */
export async function trainerTools(): Promise<TrainerTools> {
  const trainer = join(root, 'src', 'training', 'trainer');
  const python = await trainerPython({
    folder,
    trainer,
    environment: process.env,
    signal: new AbortController().signal,
    onProgress: (doing) => console.log(doing),
  });
  return { python, trainer, folder };
}
