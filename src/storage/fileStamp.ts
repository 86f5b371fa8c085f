import { stat } from 'node:fs/promises';
import * as z from 'zod';

export const fileStampSchema = z.object({ size: z.string(), modified: z.string() });
export type FileStamp = z.infer<typeof fileStampSchema>;

/** What tells that a file is still the one it was: its size and its time of change in nanoseconds. */
export async function stampOf(file: string): Promise<FileStamp> {
  const { size, mtimeNs } = await stat(file, { bigint: true });
  return { size: String(size), modified: String(mtimeNs) };
}
