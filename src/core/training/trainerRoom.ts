/**
 * What the trainer's Python takes on the disk, in bytes: 5.9 GB on Linux, where torch comes with CUDA; elsewhere torch
 * comes without, and this leaves room to spare.
 */
export function trainerBytes(platform: string): number {
  return platform === 'linux' ? 6e9 : 2e9;
}
