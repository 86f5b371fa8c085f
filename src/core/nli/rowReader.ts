import { UserError } from '../userError';
import type { NliExample } from './example';

/** Reads one kind of data file, a line at a time, so that a file of any size streams through it. */
export interface RowReader<Row extends NliExample = NliExample> {
  /**
   * @param text one line without its line end
   * @param line its number, counted from 1
   * @returns undefined for a row that has no gold label and is left out
   * @throws UserError `bad-data` that names file, line and field
   */
  read(text: string, line: number): Row | undefined;
}

/** Where in which file something stands, for error messages: `hans.txt, line 7`. */
export function place(file: string, line: number): string {
  return `${file}, line ${line}`;
}

/** What is wrong with one line: said with its place to who wants the whole file, and without to who can leave the line out. */
export class BadRow extends UserError {
  constructor(
    file: string,
    readonly line: number,
    /** A sentence without file and line. */
    readonly problem: string,
  ) {
    super('bad-data', `${place(file, line)}: ${problem}`);
  }
}

export function badRow(file: string, line: number, problem: string): BadRow {
  return new BadRow(file, line, problem);
}

/** @param earlier the line on which the ID stands already */
export function repeatedId(file: string, line: number, id: string, earlier: number): BadRow {
  return badRow(file, line, `pair ID "${id}" stands on line ${earlier} already. Give each example an ID of its own.`);
}
