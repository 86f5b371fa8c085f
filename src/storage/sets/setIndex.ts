import type { BigIntStats } from 'node:fs';
import { open, stat, type FileHandle } from 'node:fs/promises';
import type { DataFormat } from '../../core/nli/example';
import { repeatedId } from '../../core/nli/rowReader';
import { UserError } from '../../core/userError';
import type { SetIndex, SetIndexes, SetRow } from '../../ports/setIndex';
import { chunksOf, forEachLine } from '../byteLines';
import { chunkBytes, linesOfChunks, withoutReturn } from '../lines';
import { explain } from '../systemError';
import { IndexBuilder, type BuiltIndex } from './indexBuilder';
import { readSetRow } from './setRows';

const newline = 0x0a;

/** Indexes of the sets on this machine's disk. */
export class DiskSetIndexes implements SetIndexes {
  async open(file: string): Promise<SetIndex> {
    try {
      const handle = await open(file, 'r');
      try {
        const stamp = stampOf(await handle.stat({ bigint: true }));
        const index = new OpenIndex(file, handle, stamp, await new IndexBuilder(file).build(handle));
        await index.settle();
        return index;
      } catch (error) {
        await handle.close();
        throw error;
      }
    } catch (error) {
      throw explain(error, 'read the set', file);
    }
  }
}

class OpenIndex implements SetIndex {
  constructor(
    readonly file: string,
    private readonly handle: FileHandle,
    /** Of the file before it was read. */
    private readonly stamp: string,
    private readonly index: BuiltIndex,
  ) {}

  get sha256(): string {
    return this.index.sha256;
  }

  get format(): DataFormat {
    return this.index.rows.format;
  }

  get size(): number {
    return this.index.starts.length;
  }

  get unusable(): Iterable<number> {
    return this.index.unusable.keys();
  }

  idOf(row: number): string {
    return this.index.ids.idOf(row);
  }

  rowOf(id: string): number | undefined {
    return this.index.ids.rowOf(id);
  }

  async read(row: number): Promise<SetRow> {
    const known = this.index.unusable.get(row);
    if (known !== undefined) return known;
    await this.requireUnchanged();
    const start = this.index.starts[row] ?? 0;
    const end = this.index.starts[row + 1] ?? (await this.handle.stat()).size;
    const { buffer, bytesRead } = await this.handle.read(Buffer.alloc(end - start), 0, end - start, start);
    const cut = buffer.subarray(0, bytesRead).indexOf(newline);
    return this.readText(row, buffer.toString('utf8', 0, cut < 0 ? bytesRead : cut));
  }

  async *rows(signal?: AbortSignal): AsyncGenerator<readonly SetRow[]> {
    const { lines } = this.index;
    let line = 0;
    let row = 0;
    // Not by its name, which may be another file's by now: the lines of that one would be taken for these rows.
    for await (const texts of linesOfChunks(chunksOf(this.handle, chunkBytes), this.file, { malformed: 'replace' })) {
      signal?.throwIfAborted();
      const found: SetRow[] = [];
      for (const text of texts) {
        line += 1;
        if (line !== lines[row]) continue;
        found.push(this.index.unusable.get(row) ?? this.readText(row, line === 1 ? text.replace(/^\uFEFF/, '') : text));
        row += 1;
      }
      yield found;
    }
    await this.requireUnchanged();
  }

  /**
   * Decides whose ID it is where rows have the same: that of the first which can be used, as in `SetReader`. Most rows
   * have not been read to their end before.
   */
  async settle(): Promise<void> {
    const { repeats, lines } = this.index;
    if (repeats.size === 0) return;
    let [line, row] = [0, 0];
    await forEachLine({ handle: this.handle, file: this.file }, (bytes, start, end, at) => {
      line += 1;
      if (line !== lines[row]) return;
      const later = repeats.get(row);
      if (later !== undefined) this.share(row, this.readText(row, bytes.toString('utf8', start + (this.index.starts[row] ?? 0) - at, end)), later);
      row += 1;
    });
    await this.requireUnchanged();
  }

  async close(): Promise<void> {
    await this.handle.close();
  }

  private share(first: number, read: SetRow, later: readonly number[]): void {
    const { ids, lines, unusable } = this.index;
    const [owner = first, ...others] = read.kind === 'example' ? [first, ...later] : later;
    if (read.kind !== 'example') {
      unusable.set(first, read);
      ids.move(first, owner);
    }
    const id = ids.idOf(owner);
    for (const row of others) {
      const line = lines[row] ?? 0;
      unusable.set(row, { kind: 'broken', line, problem: repeatedId(this.file, line, id, lines[owner] ?? 0).problem });
    }
  }

  private readText(row: number, text: string): SetRow {
    return readSetRow(this.index.rows, withoutReturn(text), this.index.lines[row] ?? 0);
  }

  private async requireUnchanged(): Promise<void> {
    // By its name: what replaces a file is another one, and leaves the one that is open as it was.
    const there = await stat(this.file, { bigint: true }).catch(() => undefined);
    if (there !== undefined && stampOf(there) === this.stamp) return;
    throw new UserError('bad-data', `${this.file} was ${there === undefined ? 'moved or deleted' : 'changed'} while it was open. Open it again.`);
  }
}

function stampOf({ dev, ino, size, mtimeNs }: BigIntStats): string {
  return [dev, ino, size, mtimeNs].join(' ');
}
