import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { deskSchema, freshDesk, type Desk } from '../../core/annotation/desk';
import type { DeskOf, Desks } from '../../ports/desks';
import { makeFolder } from '../makeFolder';
import { replaceFile } from '../replaceFile';
import { explain, systemCode } from '../systemError';

/** Of SHA-256, with which a file of an order begins. */
const digestBytes = 32;

/** A small file a set and annotator, and one of the order that took long to make, outside the workspace: where somebody was is nobody else's business. */
export class FolderDesks implements Desks {
  constructor(private readonly folder: string) {}

  async read(of: DeskOf): Promise<Desk> {
    try {
      const parsed = deskSchema.safeParse(JSON.parse(await readFile(this.fileOf(of, 'json'), 'utf8')));
      return parsed.success ? parsed.data : freshDesk;
    } catch (error) {
      if (error instanceof SyntaxError || systemCode(error) !== undefined) return freshDesk;
      throw error;
    }
  }

  async write(of: DeskOf, kept: Desk): Promise<void> {
    await this.writeFile(this.fileOf(of, 'json'), JSON.stringify(kept));
  }

  async readOrder(of: DeskOf, key: string): Promise<Uint32Array | undefined> {
    // It can be made again, whatever is the matter with the file.
    const content = await readFile(this.fileOf(of, 'order')).catch(() => Buffer.alloc(0));
    const rows = content.subarray(digestBytes);
    if (!content.subarray(0, digestBytes).equals(digestOf(key, rows))) return undefined;
    return new Uint32Array(rows.buffer.slice(rows.byteOffset, rows.byteOffset + rows.byteLength));
  }

  async writeOrder(of: DeskOf, key: string, rows: Uint32Array): Promise<void> {
    const bytes = Buffer.from(rows.buffer, rows.byteOffset, rows.byteLength);
    await this.writeFile(this.fileOf(of, 'order'), Buffer.concat([digestOf(key, bytes), bytes]));
  }

  private async writeFile(file: string, content: string | Buffer): Promise<void> {
    await makeFolder(this.folder);
    try {
      // Whole after a crash of the editor; a crash of the machine may cost the last second.
      await replaceFile(file, content, { flush: false });
    } catch (error) {
      throw explain(error, 'write', file);
    }
  }

  private fileOf({ file, annotator }: DeskOf, ending: 'json' | 'order'): string {
    return path.join(this.folder, `${createHash('sha256').update(`${file}\n${annotator}`).digest('hex').slice(0, 16)}.${ending}`);
  }
}

/** Of what an order follows from and of its rows, so that neither another order nor a damaged one is taken for it. */
function digestOf(key: string, rows: Buffer): Buffer {
  return createHash('sha256').update(`${key}\n`).update(rows).digest();
}
