import { open, type FileHandle } from 'node:fs/promises';
import { UserError } from '../core/userError';
import type { JournalForm } from './journal';
import { explain, systemCode } from './systemError';

/** Read in one go: little enough that nobody waits for it. */
const chunkBytes = 128 * 1024;

/** Follows a journal, whoever writes it. A part of a line is left for the next time. */
export class JournalTail<Entry> {
  private inode: number | null = null;
  private offset = 0;
  private line = 0;

  /** @param file need not be there yet */
  constructor(
    private readonly file: string,
    private readonly form: Pick<JournalForm<Entry>, 'parse' | 'broken'>,
  ) {}

  /**
   * What was written since the last reading, a chunk at a time.
   *
   * @param onAnew what was read before does not hold any more: the file was written anew
   * @throws UserError as the form says for a line that is no entry, or `disk`
   */
  async *read(onAnew: () => void): AsyncGenerator<readonly Entry[]> {
    let handle: FileHandle;
    try {
      handle = await open(this.file);
    } catch (error) {
      if (systemCode(error) === 'ENOENT') return;
      throw explain(error, 'read', this.file);
    }
    try {
      const { ino, size } = await handle.stat();
      if (this.inode !== null && (ino !== this.inode || size < this.offset)) {
        [this.offset, this.line] = [0, 0];
        onAnew();
      }
      this.inode = ino;
      for (;;) {
        const { buffer, bytesRead } = await handle.read(Buffer.alloc(chunkBytes), 0, chunkBytes, this.offset);
        const end = buffer.subarray(0, bytesRead).lastIndexOf(0x0a) + 1;
        if (end === 0) return;
        this.offset += end;
        yield buffer
          .toString('utf8', 0, end - 1)
          .split('\n')
          .map((line) => this.parse(line));
      }
    } finally {
      await handle.close();
    }
  }

  private parse(line: string): Entry {
    this.line += 1;
    const entry = this.form.parse(line);
    if (entry !== undefined) return entry;
    const { code, what, remedy } = this.form.broken;
    throw new UserError(code, `${this.file}, line ${this.line}: this is no ${what}. ${remedy}`);
  }
}
