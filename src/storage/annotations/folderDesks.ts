import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { deskSchema, freshDesk, type Desk } from '../../core/annotation/desk';
import type { DeskOf, Desks } from '../../ports/desks';
import { makeFolder } from '../makeFolder';
import { explain, systemCode } from '../systemError';

/** A small file a set and annotator, outside the workspace: where somebody was is nobody else's business. */
export class FolderDesks implements Desks {
  constructor(private readonly folder: string) {}

  async read(of: DeskOf): Promise<Desk> {
    try {
      const parsed = deskSchema.safeParse(JSON.parse(await readFile(this.fileOf(of), 'utf8')));
      return parsed.success ? parsed.data : freshDesk;
    } catch (error) {
      if (error instanceof SyntaxError || systemCode(error) !== undefined) return freshDesk;
      throw error;
    }
  }

  async write(of: DeskOf, kept: Desk): Promise<void> {
    const file = this.fileOf(of);
    await makeFolder(this.folder);
    try {
      // Whole after a crash of the editor; a crash of the machine may cost the last second.
      await writeFileAtomic(file, JSON.stringify(kept), { fsync: false });
    } catch (error) {
      throw explain(error, 'write', file);
    }
  }

  private fileOf({ file, annotator }: DeskOf): string {
    return path.join(this.folder, `${createHash('sha256').update(`${file}\n${annotator}`).digest('hex').slice(0, 16)}.json`);
  }
}
