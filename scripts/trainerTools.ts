// The trainer's Python environment for tests, in .cache/trainer: set up as the product does it for a user.
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { UserError } from '../src/core/userError';
import { trainerPython } from '../src/training/environment';

const root = resolve(import.meta.dirname, '..');
const folder = join(root, '.cache', 'trainer');

export interface TrainerTools {
  readonly python: string;
  /** The folder of the Python package. */
  readonly trainer: string;
  readonly folder: string;
}

/** The first time this fetches gigabytes (a minute or so); another process that is about it is waited for. */
export async function trainerTools(): Promise<TrainerTools> {
  const trainer = join(root, 'src', 'training', 'trainer');
  const options = { folder, trainer, environment: process.env, signal: new AbortController().signal, onProgress: (doing: string) => console.log(doing) };
  for (;;) {
    try {
      return { python: await trainerPython(options), trainer, folder };
    } catch (error) {
      if (!(error instanceof UserError) || error.code !== 'locked') throw error;
      await pause(1000);
    }
  }
}
