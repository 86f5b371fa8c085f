import { UserError } from '../userError';
import type { DataFormat, NliExample } from './example';
import { spelledLabel, type LabelOf } from './labelSpelling';
import { isRow, knownFormats, openRows, type OpenRows } from './openRows';
import { badRow, BadRow, repeatedId } from './rowReader';

/** A line that cannot be used, and why: a sentence without file and line. */
export interface BrokenLine {
  /** Counted from 1. */
  readonly line: number;
  readonly problem: string;
}

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

/** Lines that may stand before the first that belongs to a known format: more, and the file is something else. */
const maxLinesBefore = 100;

const unknownLine = 'this is neither a row nor the names of columns.';

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
      if (this.rows === undefined && this.broken.length > maxLinesBefore) throw this.unknown();
      return undefined;
    }
  }

  /** @throws UserError `bad-data` when there is no example that can be used. */
  finish(): SetReading {
    if (this.rows === undefined) {
      if (this.broken.length > 0) throw this.unknown();
      throw new UserError('bad-data', `${this.file} is empty: choose a file with examples in it.`);
    }
    if (this.examples === 0) throw new UserError('bad-data', `${this.file} has no example that can be used${this.why()}`);
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

  private unknown(): UserError {
    const first = this.broken[0];
    return first !== undefined && first.problem !== unknownLine
      ? new UserError('bad-data', `${this.file} has no example that can be used${this.why()}`)
      : badRow(this.file, first?.line ?? this.line, knownFormats);
  }

  private why(): string {
    const [first] = this.broken;
    if (first !== undefined) {
      const others = this.broken.length === 1 ? '' : ` The other broken lines: ${this.broken.length - 1}.`;
      return `. Line ${first.line}: ${first.problem}${others}`;
    }
    return this.skipped === 0
      ? ': it has a header and no rows. Choose a file with examples in it.'
      : ` (${this.skipped} have no gold label): choose a labelled file.`;
  }
}
