import { open, stat, type FileHandle } from 'node:fs/promises';
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
   * @param doing how errors call the writing, such as `write the journal`
   * @throws UserError `disk`
   */
  static async open(file: string, { torn, doing }: { readonly torn: boolean; readonly doing: string }): Promise<GrowingFile> {
    try {
      const handle = await open(file, 'a+');
      const content = await handle.readFile();
      const whole = torn ? startOfLastLine(content) : content.length;
      await handle.truncate(whole);
      // A whole last line may only lack its line end.
      const needsEnd = whole > 0 && content[whole - 1] !== newline;
      if (needsEnd) await handle.appendFile('\n');
      return new GrowingFile(file, doing, handle, whole + (needsEnd ? 1 : 0));
    } catch (error) {
      throw explain(error, doing, file);
    }
  }

  /**
   * Resolves when the lines are on disk; when they do not fit there, none of them stays behind.
   *
   * @param lines without their line ends
   * @throws UserError `disk`
   */
  async append(lines: readonly string[]): Promise<void> {
    const text = lines.map((line) => `${line}\n`).join('');
    try {
      await this.handle.appendFile(text);
      await this.handle.datasync();
      this.bytes += Buffer.byteLength(text);
    } catch (error) {
      await this.handle.truncate(this.bytes);
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
}

function startOfLastLine(content: Buffer): number {
  const end = content.at(-1) === newline ? content.length - 2 : content.length - 1;
  return content.lastIndexOf(newline, end) + 1;
}
