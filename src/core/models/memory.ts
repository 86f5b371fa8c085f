/** What the caches of a small model's sequences may take, in bytes. */
const smallCacheBytes = 256 * 1024 ** 2;
/** The program itself and llama.cpp's buffers: 120 MB with SmolLM2-135M on two cores, and a little more. */
const programBytes = 150e6;

/** What the caches of all sequences may take beside a model of so many bytes: a quarter of it, or 256 MiB where that is more. */
export function cacheBudget(modelBytes: number): number {
  return Math.max(smallCacheBytes, modelBytes / 4);
}

/** Bytes of memory that scoring with a model of so many bytes takes at most: weights, caches and the program. */
export function memoryNeeded(modelBytes: number): number {
  return modelBytes + cacheBudget(modelBytes) + programBytes;
}
