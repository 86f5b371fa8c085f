import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { type FileStamp, fileStampSchema, stampOf } from './fileStamp';
import { replaceFile } from './replaceFile';
import { systemCode } from './systemError';

/**
 * Remembers in a file what was found out about large files. A file counts as unchanged while its
 * absolute path, size and time of change are the same.
 */
export class StampedCache<Value> {
  private readonly entries: z.ZodType<Readonly<Record<string, FileStamp & Value>>>;
  private turn: Promise<void> = Promise.resolve();

  constructor(
    private readonly place: { readonly folder: string; readonly name: string },
    value: z.ZodType<Value>,
  ) {
    this.entries = z.record(z.string(), z.intersection(fileStampSchema, value));
  }

  /** @returns undefined where nothing is known of the file as it is now @throws the file system's own error */
  async known(file: string): Promise<Value | undefined> {
    const key = path.resolve(file);
    const stamp = await stampOf(key);
    const found = (await this.read())[key];
    return found?.size === stamp.size && found.modified === stamp.modified ? found : undefined;
  }

  /**
   * @param stamp of the file as it was before it was looked at, which may take minutes
   * @throws the file system's own error where the file itself is gone
   */
  async remember(file: string, value: Value, stamp?: FileStamp): Promise<void> {
    const key = path.resolve(file);
    const now = stamp ?? (await stampOf(key));
    // One after the other: each begins with what the last one wrote.
    const written = this.turn.then(async () => this.write({ ...(await this.read()), [key]: { ...value, ...now } }));
    this.turn = written.catch(() => undefined);
    await written;
  }

  /** A cache that is missing or cannot be understood only costs another reading of the files. */
  private async read(): Promise<Readonly<Record<string, FileStamp & Value>>> {
    const text = await readFile(path.join(this.place.folder, this.place.name), 'utf8').catch(() => '{}');
    try {
      return this.entries.parse(JSON.parse(text));
    } catch {
      return {};
    }
  }

  private async write(entries: Readonly<Record<string, FileStamp & Value>>): Promise<void> {
    const { folder, name } = this.place;
    try {
      await mkdir(folder, { recursive: true });
      await replaceFile(path.join(folder, name), `${JSON.stringify(entries, null, 2)}\n`);
    } catch (error) {
      // Likewise a cache that cannot be written: no reason to refuse a model.
      if (systemCode(error) === undefined) throw error;
    }
  }
}
