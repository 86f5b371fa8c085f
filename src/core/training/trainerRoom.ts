/**
 * What the trainer's Python takes on the disk, in bytes: 5.9 GB on Linux, where torch comes with CUDA; elsewhere torch
 * comes without, and this leaves room to spare.
 */
export function trainerBytes(platform: string): number {
  return platform === 'linux' ? 6e9 : 2e9;
}

/** Of that, what is neither torch nor comes with it: 0.4 GB. */
const besideTorch = 6e8;
/** Folders and links alone. */
const linksOnly = 1e8;

/**
 * What it takes where the rest is on the disk already, in a cache that is linked from.
 *
 * @param fetched names of the packages that are not
 */
export function trainerBytesToFetch(platform: string, fetched: readonly string[]): number {
  if (fetched.length === 0) return linksOnly;
  return fetched.some((name) => /^(torch|triton|nvidia-|cuda-)/.test(name)) ? trainerBytes(platform) : besideTorch;
}
