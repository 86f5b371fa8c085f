import type { DataFormat } from '../../core/nli/example';
import { spelledLabel } from '../../core/nli/labelSpelling';
import { openRows } from '../../core/nli/openRows';
import { BadRow, type RowReader } from '../../core/nli/rowReader';
import type { SetRow } from '../../ports/setIndex';

/** A row that is no example. */
export type UnusableRow = Exclude<SetRow, { kind: 'example' }>;

/** Reads the rows of the file's format, and remembers how the last label was spelled. */
export interface SetRows {
  readonly format: DataFormat;
  readonly reader: RowReader;
  readonly spelling: { last: string };
}

/** @returns undefined for a line that belongs to no format */
export function setRowsOf(file: string, line: string): SetRows | undefined {
  const spelling = { last: '' };
  const rows = openRows(file, line, (text) => {
    spelling.last = text;
    return spelledLabel(text);
  });
  return rows === undefined ? undefined : { format: rows.format, reader: rows.reader, spelling };
}

export function readSetRow({ reader, spelling }: SetRows, text: string, line: number): SetRow {
  try {
    const example = reader.read(text, line);
    if (example === undefined) return { kind: 'skipped', line };
    return { kind: 'example', example, text, spelling: spelling.last };
  } catch (error) {
    if (!(error instanceof BadRow)) throw error;
    return { kind: 'broken', line, problem: error.problem };
  }
}
