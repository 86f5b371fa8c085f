import { UserError } from '../userError';
import type { DataSet, NliExample } from './example';
import { exactLabel } from './labelSpelling';
import { isRow, knownFormats, openRows } from './openRows';
import { badRow, repeatedId, type RowReader } from './rowReader';

/** Gathers the rows of one format. */
interface Collector {
  /** Takes a row and returns its pair ID, or undefined for a row that is left out. */
  take(text: string, line: number): string | undefined;
  dataSet(skipped: number): DataSet;
}

function collector<Row extends NliExample>(
  reader: RowReader<Row>,
  toDataSet: (examples: readonly Row[], skipped: number) => DataSet,
): Collector {
  const examples: Row[] = [];
  return {
    take(text, line) {
      const example = reader.read(text, line);
      if (example !== undefined) examples.push(example);
      return example?.id;
    },
    dataSet: (skipped) => toDataSet(examples, skipped),
  };
}

/**
 * Reads a data file of any known format, line by line. The format is told from the first line, and
 * pair IDs are checked to be unique, because a journal can hold only one score an ID.
 */
export class DataReader {
  private rows: Collector | undefined;
  private readonly lineOfId = new Map<string, number>();
  private skipped = 0;
  private line = 0;

  /** @param file how messages call the file */
  constructor(private readonly file: string) {}

  /** Takes the next line. @throws UserError `bad-data` that names file, line and field. */
  push(text: string): void {
    this.line += 1;
    const line = this.line === 1 ? text.replace(/^\uFEFF/, '') : text;
    if (line.trim() === '') return;
    if (this.rows === undefined) {
      this.rows = this.open(line);
      if (!isRow(line)) return;
    }
    this.take(line, this.rows);
  }

  /** @throws UserError `bad-data` when there was no example at all. */
  finish(): DataSet {
    if (this.rows === undefined) throw new UserError('bad-data', `${this.file} is empty: choose a file with examples in it.`);
    const dataSet = this.rows.dataSet(this.skipped);
    if (dataSet.examples.length > 0) return dataSet;
    throw new UserError(
      'bad-data',
      this.skipped === 0
        ? `${this.file} has a header and no examples: choose a file with examples in it.`
        : `${this.file} has no example with a gold label (${this.skipped} were left out): choose a labelled file.`,
    );
  }

  private open(line: string): Collector {
    const rows = openRows(this.file, line, exactLabel);
    if (rows === undefined) throw badRow(this.file, this.line, knownFormats);
    return rows.format === 'hans'
      ? collector(rows.reader, (examples, skipped) => ({ format: rows.format, examples, skipped }))
      : collector(rows.reader, (examples, skipped) => ({ format: rows.format, examples, skipped }));
  }

  private take(line: string, rows: Collector): void {
    const id = rows.take(line, this.line);
    if (id === undefined) {
      this.skipped += 1;
      return;
    }
    const earlier = this.lineOfId.get(id);
    if (earlier !== undefined) {
      throw repeatedId(this.file, this.line, id, earlier);
    }
    this.lineOfId.set(id, this.line);
  }
}
