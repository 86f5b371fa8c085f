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

export function badRow(file: string, line: number, problem: string): UserError {
  return new UserError('bad-data', `${place(file, line)}: ${problem}`);
}
