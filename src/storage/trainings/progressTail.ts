import { open, type FileHandle } from 'node:fs/promises';
import { trainerEventSchema, type TrainerEvent } from '../../core/training/events';
import { UserError } from '../../core/userError';
import { explain, systemCode } from '../systemError';

/** Read in one go: little enough that nobody waits for it. */
const chunkBytes = 128 * 1024;

/** Follows a training's `progress.jsonl`, whoever writes it. A part of a line is left for the next time. */
export class ProgressTail {
  private inode: number | null = null;
  private offset = 0;
  private line = 0;

  /** @param file need not be there yet */
  constructor(private readonly file: string) {}

  /**
   * What was written since the last reading, a chunk at a time. A training that is resumed writes the file anew, without
   * the steps that it does again.
   *
   * @param onAnew what was read before does not hold any more
   * @throws UserError `bad-run` for a line that is no event, or `disk`
   */
  async *read(onAnew: () => void): AsyncGenerator<readonly TrainerEvent[]> {
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

  private parse(line: string): TrainerEvent {
    this.line += 1;
    const parsed = trainerEventSchema.safeParse(jsonOf(line));
    if (parsed.success) return parsed.data;
    throw new UserError('bad-run', `${this.file}, line ${this.line}: this is no event of the trainer. Remove the line.`);
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
