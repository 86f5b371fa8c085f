import { UserError } from '../userError';
import type { DataSet, HansExample, NliExample } from './example';
import { glueReader, isGlueHeader } from './glueReader';
import { hansReader, isHansHeader } from './hansReader';
import { isMnliLine, mnliReader, plainReader } from './jsonReaders';
import { badRow, type RowReader } from './rowReader';

/**
 * Reads a data file of any known format, line by line. The format is told from the first line, and
 * pair IDs are checked to be unique, because a journal can hold only one score an ID.
 */
export class DataReader {
  private rows: { readonly kind: 'hans'; readonly reader: RowReader<HansExample> } | { readonly kind: 'other'; readonly reader: RowReader } | undefined;
  private readonly hans: HansExample[] = [];
  private readonly others: NliExample[] = [];
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
      const opened = this.open(line);
      if (opened === 'header') return;
    }
    this.read(line);
  }

  /** @throws UserError `bad-data` when there was no example at all. */
  finish(): DataSet {
    if (this.rows === undefined) throw new UserError('bad-data', `${this.file} is empty: choose a file with examples in it.`);
    const examples = this.rows.kind === 'hans' ? this.hans : this.others;
    if (examples.length === 0) {
      throw new UserError(
        'bad-data',
        this.skipped === 0
          ? `${this.file} has a header and no examples: choose a file with examples in it.`
          : `${this.file} has no example with a gold label (${this.skipped} were left out): choose a labelled file.`,
      );
    }
    return this.rows.kind === 'hans'
      ? { format: 'hans', examples: this.hans, skipped: this.skipped }
      : { format: this.rows.reader.format as Exclude<DataSet['format'], 'hans'>, examples: this.others, skipped: this.skipped };
  }

  private open(line: string): 'header' | 'row' {
    if (line.startsWith('{')) {
      const reader = isMnliLine(line) ? mnliReader(this.file) : plainReader(this.file);
      this.rows = { kind: 'other', reader };
      return 'row';
    }
    if (isHansHeader(line)) this.rows = { kind: 'hans', reader: hansReader(this.file, line) };
    else if (isGlueHeader(line)) this.rows = { kind: 'other', reader: glueReader(this.file, line) };
    else {
      throw new UserError(
        'bad-data',
        `${this.file}, line ${this.line}: this is no data file that Blindspot knows. It reads HANS and GLUE tab-separated ` +
          'files (a header with sentence1, sentence2 and gold_label), MNLI JSON Lines, and JSON Lines with premise, hypothesis and label.',
      );
    }
    return 'header';
  }

  private read(line: string): void {
    if (this.rows === undefined) return;
    const example = this.rows.kind === 'hans' ? this.keep(this.hans, this.rows.reader, line) : this.keep(this.others, this.rows.reader, line);
    if (example === undefined) {
      this.skipped += 1;
      return;
    }
    const earlier = this.lineOfId.get(example.id);
    if (earlier !== undefined) {
      throw badRow(this.file, this.line, `pair ID "${example.id}" stands on line ${earlier} already. Give each example an ID of its own.`);
    }
    this.lineOfId.set(example.id, this.line);
  }

  private keep<Row extends NliExample>(into: Row[], reader: RowReader<Row>, line: string): Row | undefined {
    const example = reader.read(line, this.line);
    if (example !== undefined) into.push(example);
    return example;
  }
}
