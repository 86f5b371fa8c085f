import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';

/** Where the benchmark reads and keeps things. All that it keeps is under `.cache`, which git ignores. */
export const root = resolve(import.meta.dirname, '../..');
export const cache = join(root, '.cache', 'bench');
export const llamaCppSource = join(root, '.cache', 'llama.cpp');
/** The product as built. */
export const cli = join(root, 'dist', 'cli.js');
export const engineEntry = join(root, 'dist', 'engine.mjs');

export const threads = availableParallelism();
