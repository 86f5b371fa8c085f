import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import type { DataFormat } from '../../core/nli/example';
import { spelledLabel } from '../../core/nli/labelSpelling';
import { isRow, openRows } from '../../core/nli/openRows';
import { BadRow, repeatedId, type RowReader } from '../../core/nli/rowReader';
import { maxLinesBefore, unknownLine, unknownSet } from '../../core/nli/unknownSet';
import { UserError } from '../../core/userError';
import type { SetIndex, SetIndexes, SetRow } from '../../ports/setIndex';
import { endlessLine, linesOf, longestLine } from '../lines';
import { explain } from '../systemError';

const chunkBytes = 256 * 1024;
const [newline, quote] = [0x0a, 0x22];
/** How the lines begin that Blindspot writes, and most others: the ID can be read without the rest of the line. */
const idFirst = Buffer.from('{"id":"');
const byteOrderMark = Buffer.from('\uFEFF');

/** Indexes of the sets on this machine's disk. */
export class DiskSetIndexes implements SetIndexes {
  async open(file: string): Promise<SetIndex> {
    try {
      const handle = await open(file, 'r');
      try {
        const building = new Building(file);
        await building.read();
        const index = new OpenIndex(file, handle, stampOf(await handle.stat({ bigint: true })), building.finish());
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

interface Index {
  readonly sha256: string;
  readonly format: DataFormat;
  readonly rows: Rows;
  /** Bytes at which the rows begin. */
  readonly starts: readonly number[];
  /** Their lines, counted from 1. */
  readonly lines: readonly number[];
  /** Empty for rows that have none of their own. */
  readonly ids: string[];
  readonly rowOfId: Map<string, number>;
  /** What is wrong with rows that the index found to be unusable. */
  readonly unusable: Map<number, Exclude<SetRow, { kind: 'example' }>>;
  /** Examples that repeat the ID of an earlier row, by that row. */
  readonly repeats: ReadonlyMap<number, readonly number[]>;
}

/** Reads the rows of the file's format, and remembers how the last label was spelled. */
interface Rows {
  readonly format: DataFormat;
  readonly reader: RowReader;
  readonly spelling: { last: string };
}

/** An index as it is built: the file goes by once, in chunks. */
class Building {
  private readonly hash = createHash('sha256');
  private rows: Rows | undefined;
  private readonly starts: number[] = [];
  private readonly lines: number[] = [];
  private readonly ids: string[] = [];
  private readonly rowOfId = new Map<string, number>();
  private readonly unusable = new Map<number, Exclude<SetRow, { kind: 'example' }>>();
  private readonly repeats = new Map<number, number[]>();
  private line = 0;

  constructor(private readonly file: string) {}

  async read(): Promise<void> {
    let rest: Buffer = Buffer.alloc(0);
    /** Of the first byte of `rest`, in the file. */
    let offset = 0;
    for await (const chunk of createReadStream(this.file, { highWaterMark: chunkBytes }) as AsyncIterable<Buffer>) {
      this.hash.update(chunk);
      const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      let start = 0;
      for (let end = bytes.indexOf(newline); end >= 0; end = bytes.indexOf(newline, start)) {
        this.take(bytes, start, end, offset);
        start = end + 1;
      }
      offset += start;
      rest = bytes.subarray(start);
      if (rest.length > longestLine) throw endlessLine(this.file, this.line + 1);
    }
    if (rest.length > 0) this.take(rest, 0, rest.length, offset);
  }

  finish(): Index {
    const { rows, starts, lines, ids, rowOfId, unusable, repeats } = this;
    if (rows === undefined) {
      if (starts.length === 0) throw new UserError('bad-data', `${this.file} is empty: choose a file with examples in it.`);
      throw this.unknown();
    }
    return { sha256: this.hash.digest('hex'), format: rows.format, rows, starts, lines, ids, rowOfId, unusable, repeats };
  }

  private take(bytes: Buffer, start: number, end: number, offset: number): void {
    this.line += 1;
    const from = this.line === 1 && bytes.subarray(start, start + byteOrderMark.length).equals(byteOrderMark) ? start + byteOrderMark.length : start;
    const quick = this.rows?.format === 'jsonl' ? quickId(bytes, from, end) : undefined;
    if (quick !== undefined && !this.rowOfId.has(quick)) {
      this.add(offset + from, quick);
      return;
    }
    const text = withoutReturn(bytes.toString('utf8', from, end));
    if (text.trim() === '') return;
    const rows = this.rows ?? rowsOf(this.file, text);
    if (rows !== undefined && this.rows === undefined && !isRow(text)) {
      this.rows = rows;
      return;
    }
    const row: SetRow = rows === undefined ? { kind: 'broken', line: this.line, problem: unknownLine } : readRow(rows, text, this.line);
    // A broken first row does not decide what the file is.
    if (row.kind !== 'broken') this.rows = rows;
    if (row.kind === 'example') this.add(offset + from, row.example.id);
    else this.addUnusable(offset + from, row);
    if (this.rows === undefined && this.starts.length > maxLinesBefore) throw this.unknown();
  }

  private unknown(): UserError {
    return unknownSet(this.file, [...this.unusable.values()].flatMap((row) => (row.kind === 'broken' ? [row] : [])));
  }

  private add(at: number, id: string): void {
    const row = this.starts.length;
    const earlier = this.rowOfId.get(id);
    if (earlier === undefined) this.rowOfId.set(id, row);
    else {
      const repeats = this.repeats.get(earlier) ?? [];
      repeats.push(row);
      this.repeats.set(earlier, repeats);
    }
    this.push(at, earlier === undefined ? id : '');
  }

  private addUnusable(at: number, row: Exclude<SetRow, { kind: 'example' }>): void {
    this.unusable.set(this.starts.length, row);
    this.push(at, '');
  }

  private push(at: number, id: string): void {
    this.starts.push(at);
    this.lines.push(this.line);
    this.ids.push(id);
  }
}

class OpenIndex implements SetIndex {
  constructor(
    readonly file: string,
    private readonly handle: FileHandle,
    private readonly stamp: string,
    private readonly index: Index,
  ) {}

  get sha256(): string {
    return this.index.sha256;
  }

  get format(): DataFormat {
    return this.index.format;
  }

  get size(): number {
    return this.index.starts.length;
  }

  idOf(row: number): string {
    return this.index.ids[row] ?? '';
  }

  rowOf(id: string): number | undefined {
    return this.index.rowOfId.get(id);
  }

  async read(row: number): Promise<SetRow> {
    const known = this.index.unusable.get(row);
    if (known !== undefined) return known;
    const stats = await this.handle.stat({ bigint: true });
    this.requireUnchanged(stampOf(stats));
    const start = this.index.starts[row] ?? 0;
    const end = this.index.starts[row + 1] ?? Number(stats.size);
    const { buffer, bytesRead } = await this.handle.read(Buffer.alloc(end - start), 0, end - start, start);
    const cut = buffer.subarray(0, bytesRead).indexOf(newline);
    return this.readText(row, buffer.toString('utf8', 0, cut < 0 ? bytesRead : cut));
  }

  async *rows(signal?: AbortSignal): AsyncGenerator<readonly SetRow[]> {
    const { lines } = this.index;
    let line = 0;
    let row = 0;
    for await (const texts of linesOf(this.file, { signal, malformed: 'replace' })) {
      const found: SetRow[] = [];
      for (const text of texts) {
        line += 1;
        if (line !== lines[row]) continue;
        found.push(this.index.unusable.get(row) ?? this.readText(row, line === 1 ? text.replace(/^\uFEFF/, '') : text));
        row += 1;
      }
      yield found;
    }
    this.requireUnchanged(stampOf(await this.handle.stat({ bigint: true })));
  }

  /**
   * Decides whose ID it is where rows have the same: that of the first which can be used, as in `SetReader`. Most rows
   * have not been read to their end before.
   */
  async settle(): Promise<void> {
    const { repeats } = this.index;
    if (repeats.size === 0) return;
    let row = 0;
    for await (const rows of this.rows()) {
      for (const each of rows) {
        const later = repeats.get(row);
        if (later !== undefined) this.share(row, each, later);
        row += 1;
      }
    }
  }

  async close(): Promise<void> {
    await this.handle.close();
  }

  private share(first: number, read: SetRow, later: readonly number[]): void {
    const { ids, lines, rowOfId, unusable } = this.index;
    const id = ids[first] ?? '';
    const [owner = first, ...others] = read.kind === 'example' ? [first, ...later] : later;
    if (read.kind !== 'example') {
      unusable.set(first, read);
      ids[first] = '';
      ids[owner] = id;
      rowOfId.set(id, owner);
    }
    for (const row of others) {
      const line = lines[row] ?? 0;
      unusable.set(row, { kind: 'broken', line, problem: repeatedId(this.file, line, id, lines[owner] ?? 0).problem });
    }
  }

  private readText(row: number, text: string): SetRow {
    return readRow(this.index.rows, withoutReturn(text), this.index.lines[row] ?? 0);
  }

  private requireUnchanged(stamp: string): void {
    if (stamp === this.stamp) return;
    throw new UserError('bad-data', `${this.file} was changed while it was open. Open it again.`);
  }
}

/** @returns undefined for a line that does not begin with a plain ID */
function quickId(bytes: Buffer, from: number, end: number): string | undefined {
  if (bytes.compare(idFirst, 0, idFirst.length, from, Math.min(end, from + idFirst.length)) !== 0) return undefined;
  const start = from + idFirst.length;
  const close = bytes.indexOf(quote, start);
  if (close <= start || close >= end) return undefined;
  const id = bytes.toString('utf8', start, close);
  return id.includes('\\') ? undefined : id;
}

function rowsOf(file: string, line: string): Rows | undefined {
  const spelling = { last: '' };
  const rows = openRows(file, line, (text) => {
    spelling.last = text;
    return spelledLabel(text);
  });
  return rows === undefined ? undefined : { format: rows.format, reader: rows.reader, spelling };
}

function readRow({ reader, spelling }: Rows, text: string, line: number): SetRow {
  try {
    const example = reader.read(text, line);
    if (example === undefined) return { kind: 'skipped', line };
    return { kind: 'example', example, text, spelling: spelling.last };
  } catch (error) {
    if (!(error instanceof BadRow)) throw error;
    return { kind: 'broken', line, problem: error.problem };
  }
}

function stampOf({ size, mtimeNs }: { readonly size: bigint; readonly mtimeNs: bigint }): string {
  return `${size} ${mtimeNs}`;
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
