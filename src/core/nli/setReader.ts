import { UserError } from '../userError';
import type { DataFormat, NliExample } from './example';
import { spelledLabel, type LabelOf } from './labelSpelling';
import { isRow, openRows, type OpenRows } from './openRows';
import { badRow, BadRow, repeatedId } from './rowReader';
import { type BrokenLine, maxLinesBefore, unknownLine, unknownSet, withoutExamples } from './unknownSet';

/** What a set's file is, and what was wrong in it: all that can be used is used, and nothing is passed over in silence. */
export interface SetReading {
  readonly format: DataFormat;
  readonly broken: readonly BrokenLine[];
  /** Examples whose label is spelled in another way, by that spelling: `{"0": 12, "contradictory": 3}`. */
  readonly mapped: Readonly<Record<string, number>>;
  /** Rows without a gold label (`-`, or -1), which are left out. */
  readonly skipped: number;
}

/** A set as a whole. */
export interface NliSet extends SetReading {
  /** In the file's order. */
  readonly examples: readonly NliExample[];
}

/**
 * Reads a set in any known format, line by line, and goes on after a line that cannot be used. For a
 * set that is looked at, mended or annotated; what a model is scored on goes through `DataReader`,
 * which refuses the file.
 */
export class SetReader {
  private rows: OpenRows | undefined;
  private readonly broken: BrokenLine[] = [];
  private readonly mapped = new Map<string, number>();
  private readonly lineOfId = new Map<string, number>();
  private examples = 0;
  private skipped = 0;
  private line = 0;
  private spelling = '';

  private readonly labelOf: LabelOf = (spelling) => {
    this.spelling = spelling;
    return spelledLabel(spelling);
  };

  /** @param file how messages call the file */
  constructor(private readonly file: string) {}

  /**
   * Takes the next line.
   *
   * @returns its example; undefined for a line that has none or cannot be used
   * @throws UserError `bad-data` when this is no data file at all
   */
  push(text: string): NliExample | undefined {
    this.line += 1;
    const line = this.line === 1 ? text.replace(/^\uFEFF/, '') : text;
    if (line.trim() === '') return undefined;
    const rows = this.rows ?? openRows(this.file, line, this.labelOf);
    if (rows !== undefined && this.rows === undefined && !isRow(line)) {
      this.rows = rows;
      return undefined;
    }
    try {
      if (rows === undefined) throw badRow(this.file, this.line, unknownLine);
      const example = this.read(line, rows);
      // A broken first row does not decide what the file is.
      this.rows = rows;
      return example;
    } catch (error) {
      if (!(error instanceof BadRow)) throw error;
      this.broken.push({ line: error.line, problem: error.problem });
      if (this.rows === undefined && this.broken.length > maxLinesBefore) throw unknownSet(this.file, this.broken);
      return undefined;
    }
  }

  /** @throws UserError `bad-data` when there is no example that can be used. */
  finish(): SetReading {
    if (this.rows === undefined) {
      if (this.broken.length > 0) throw unknownSet(this.file, this.broken);
      throw new UserError('bad-data', `${this.file} is empty: choose a file with examples in it.`);
    }
    if (this.examples === 0) throw this.withoutExamples();
    return {
      format: this.rows.format,
      broken: this.broken,
      mapped: Object.fromEntries(this.mapped),
      skipped: this.skipped,
    };
  }

  private read(line: string, { reader }: OpenRows): NliExample | undefined {
    const example = reader.read(line, this.line);
    if (example === undefined) {
      this.skipped += 1;
      return undefined;
    }
    const earlier = this.lineOfId.get(example.id);
    if (earlier !== undefined) throw repeatedId(this.file, this.line, example.id, earlier);
    this.lineOfId.set(example.id, this.line);
    this.examples += 1;
    if (this.spelling !== example.gold) this.mapped.set(this.spelling, (this.mapped.get(this.spelling) ?? 0) + 1);
    return example;
  }

  private withoutExamples(): UserError {
    if (this.broken.length > 0) return withoutExamples(this.file, this.broken);
    const why = this.skipped === 0 ? ': it has a header and no rows. Choose a file with examples in it.' : ` (${this.skipped} have no gold label): choose a labelled file.`;
    return new UserError('bad-data', `${this.file} has no example that can be used${why}`);
  }
}
