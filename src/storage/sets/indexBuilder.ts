import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { isRow } from '../../core/nli/openRows';
import { maxLinesBefore, unknownLine, unknownSet } from '../../core/nli/unknownSet';
import { UserError } from '../../core/userError';
import type { SetRow } from '../../ports/setIndex';
import { forEachLine } from '../byteLines';
import { withoutReturn } from '../lines';
import { IdTable } from './idTable';
import { readSetRow, setRowsOf, type SetRows, type UnusableRow } from './setRows';

const [quote, backslash, firstBeyondAscii] = [0x22, 0x5c, 0x80];
/** How the lines begin that Blindspot writes, and most others: the ID can be read without the rest of the line. */
const idFirst = Buffer.from('{"id":"');
const byteOrderMark = Buffer.from('\uFEFF');

/** What is known of a set when its file has gone by once. */
export interface BuiltIndex {
  readonly sha256: string;
  readonly rows: SetRows;
  /** Bytes at which the rows begin. */
  readonly starts: readonly number[];
  /** Their lines, counted from 1. */
  readonly lines: readonly number[];
  readonly ids: IdTable;
  /** What is wrong with rows that were found to be unusable. */
  readonly unusable: Map<number, UnusableRow>;
  /** Examples that repeat the ID of an earlier row, by that row. */
  readonly repeats: ReadonlyMap<number, readonly number[]>;
}

/** Builds the index of a set. Of most lines it reads the beginning alone. */
export class IndexBuilder {
  private readonly hash = createHash('sha256');
  private rows: SetRows | undefined;
  private readonly starts: number[] = [];
  private readonly lines: number[] = [];
  private readonly ids = new IdTable();
  private readonly unusable = new Map<number, UnusableRow>();
  private readonly repeats = new Map<number, number[]>();
  private line = 0;

  /** @param file how messages call the file */
  constructor(private readonly file: string) {}

  /** @throws UserError `bad-data` when the file is no set, or the file system's error */
  async build(handle: FileHandle): Promise<BuiltIndex> {
    const { file, hash, starts, lines, ids, unusable, repeats } = this;
    await forEachLine({ handle, file, hash }, (bytes, start, end, at) => {
      this.take(bytes, start, end, at);
    });
    if (this.rows === undefined) {
      if (starts.length === 0) throw new UserError('bad-data', `${file} is empty: choose a file with examples in it.`);
      throw this.unknown();
    }
    return { sha256: hash.digest('hex'), rows: this.rows, starts, lines, ids, unusable, repeats };
  }

  private take(bytes: Buffer, start: number, end: number, at: number): void {
    this.line += 1;
    const mark = this.line === 1 && bytes.subarray(start, start + byteOrderMark.length).equals(byteOrderMark) ? byteOrderMark.length : 0;
    const [from, begin] = [start + mark, at + mark];
    const idEnd = this.rows?.format === 'jsonl' ? endOfQuickId(bytes, from, end) : undefined;
    if (idEnd !== undefined && this.ids.claim(bytes, from + idFirst.length, idEnd) === undefined) {
      this.push(begin);
      return;
    }
    const text = withoutReturn(bytes.toString('utf8', from, end));
    if (text.trim() === '') return;
    const rows = this.rows ?? setRowsOf(this.file, text);
    if (rows !== undefined && this.rows === undefined && !isRow(text)) {
      this.rows = rows;
      return;
    }
    const row: SetRow = rows === undefined ? { kind: 'broken', line: this.line, problem: unknownLine } : readSetRow(rows, text, this.line);
    // A broken first row does not decide what the file is.
    if (row.kind !== 'broken') this.rows = rows;
    if (row.kind === 'example') this.add(row.example.id);
    else {
      this.unusable.set(this.starts.length, row);
      this.ids.skip();
    }
    this.push(begin);
    if (this.rows === undefined && this.starts.length > maxLinesBefore) throw this.unknown();
  }

  private unknown(): UserError {
    return unknownSet(this.file, [...this.unusable.values()].flatMap((row) => (row.kind === 'broken' ? [row] : [])));
  }

  private add(id: string): void {
    const bytes = Buffer.from(id);
    const earlier = this.ids.claim(bytes, 0, bytes.length);
    if (earlier === undefined) return;
    const repeats = this.repeats.get(earlier) ?? [];
    repeats.push(this.starts.length);
    this.repeats.set(earlier, repeats);
    this.ids.skip();
  }

  private push(begin: number): void {
    this.starts.push(begin);
    this.lines.push(this.line);
  }
}

/** Of the ID with which a line begins. @returns undefined for a line that does not begin with a plain one */
function endOfQuickId(bytes: Buffer, from: number, end: number): number | undefined {
  for (let at = 0; at < idFirst.length; at += 1) if (bytes[from + at] !== idFirst[at]) return undefined;
  const start = from + idFirst.length;
  let plain = true;
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte === backslash) return undefined;
    if (byte >= firstBeyondAscii) plain = false;
    if (byte === quote) return at > start && (plain || isUtf8(bytes.subarray(start, at))) ? at : undefined;
  }
  return undefined;
}
