import { constants } from 'node:fs';
import { open, stat, type FileHandle } from 'node:fs/promises';
import { UserError } from '../core/userError';
import { explain } from './systemError';

const newline = 0x0a;

/** A text file that only grows, whole lines at a time, in the hands of its one writer. */
export class GrowingFile {
  private constructor(
    private readonly file: string,
    private readonly doing: string,
    private readonly handle: FileHandle,
    private bytes: number,
  ) {}

  /**
   * Opens the file, or makes it. What follows begins a line of its own.
   *
   * @param torn does the file end in a part of a line, which is cut off?
   * @param keptIn a file that what is cut off is added to; it is lost where there is none
   * @param doing how errors call the writing, such as `write the journal`
   * @throws UserError `disk`
   */
  static async open(file: string, { torn, keptIn, doing }: { readonly torn: boolean; readonly keptIn?: string | null; readonly doing: string }): Promise<GrowingFile> {
    let handle: FileHandle | undefined;
    try {
      // Not for appending: on Windows nobody can cut back a file that is open so.
      handle = await open(file, constants.O_RDWR | constants.O_CREAT);
      const content = await handle.readFile();
      const whole = torn ? startOfLastLine(content) : content.length;
      if (whole < content.length) {
        if (keptIn != null) await keep(keptIn, content.subarray(whole));
        await handle.truncate(whole);
      }
      const growing = new GrowingFile(file, doing, handle, whole);
      // A whole last line may only lack its line end.
      if (whole > 0 && content[whole - 1] !== newline) await growing.write('\n');
      return growing;
    } catch (error) {
      await handle?.close();
      throw explain(error, doing, file);
    }
  }

  /**
   * Resolves when the lines are on disk; when they do not fit there, none of them stays behind.
   *
   * @param lines without their line ends
   * @throws UserError `disk`, or `locked` when somebody else has written to the file: it is left to them
   */
  async append(lines: readonly string[]): Promise<void> {
    try {
      if ((await this.handle.stat()).size !== this.bytes) {
        throw new UserError('locked', `${this.file} was changed by another program while it was written to. Nothing more was written to it: run the same command again.`);
      }
      await this.write(lines.map((line) => `${line}\n`).join(''));
    } catch (error) {
      throw explain(error, this.doing, this.file);
    }
  }

  /** Is the file what this writer has left? Not where another program has replaced it or written to it. */
  async isUntouched(): Promise<boolean> {
    const [own, there] = await Promise.all([this.handle.stat(), stat(this.file).catch(() => undefined)]);
    return there?.ino === own.ino && there.dev === own.dev && own.size === this.bytes;
  }

  async close(): Promise<void> {
    await this.handle.close();
  }

  /** To the disk, all of it or nothing. */
  private async write(text: string): Promise<void> {
    const bytes = Buffer.from(text);
    let written = 0;
    try {
      while (written < bytes.length) {
        written += (await this.handle.write(bytes, written, bytes.length - written, this.bytes + written)).bytesWritten;
      }
      await this.handle.datasync();
    } catch (error) {
      // What somebody else has put behind it is not cut off.
      if ((await this.handle.stat()).size === this.bytes + written) await this.handle.truncate(this.bytes);
      throw error;
    }
    this.bytes += written;
  }
}

function startOfLastLine(content: Buffer): number {
  const end = content.at(-1) === newline ? content.length - 2 : content.length - 1;
  return content.lastIndexOf(newline, end) + 1;
}

/** On a line of its own. */
async function keep(file: string, bytes: Buffer): Promise<void> {
  const handle = await open(file, 'a');
  try {
    await handle.appendFile(Buffer.concat([bytes, Buffer.from('\n')]));
    await handle.sync();
  } finally {
    await handle.close();
  }
}
