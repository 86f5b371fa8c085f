import type { DataFormat, HansExample } from './example';
import { glueReader, isGlueHeader } from './glueReader';
import { hansReader, isHansHeader } from './hansReader';
import { isMnliLine, mnliReader, plainReader } from './jsonReaders';
import type { LabelOf } from './labelSpelling';
import type { RowReader } from './rowReader';

/** A format that was recognised, and what reads its rows. */
export type OpenRows =
  | { readonly format: 'hans'; readonly reader: RowReader<HansExample> }
  | { readonly format: Exclude<DataFormat, 'hans'>; readonly reader: RowReader };

/**
 * Tells the format of a data file from its first line: the names of the columns, or the first row of JSON Lines.
 *
 * @returns undefined for a line that belongs to no format
 * @throws UserError `bad-data` when a column is missing
 */
export function openRows(file: string, line: string, labelOf: LabelOf): OpenRows | undefined {
  if (isRow(line)) {
    return isMnliLine(line)
      ? { format: 'mnli', reader: mnliReader(file, labelOf) }
      : { format: 'jsonl', reader: plainReader(file, labelOf) };
  }
  if (isHansHeader(line)) return { format: 'hans', reader: hansReader(file, line, labelOf) };
  if (isGlueHeader(line)) return { format: 'glue', reader: glueReader(file, line, labelOf) };
  return undefined;
}

/** Is this line a row itself? A tab-separated file begins with the names of its columns. */
export function isRow(line: string): boolean {
  return line.startsWith('{');
}

/** Is this the line that names the columns of a tab-separated file? */
export function isHeader(line: string): boolean {
  return isHansHeader(line) || isGlueHeader(line);
}

/** What is said of a file in none of the formats. */
export const knownFormats =
  'this is no data file that Blindspot knows. It reads HANS and GLUE tab-separated files (a header with sentence1, sentence2 and ' +
  'gold_label), MNLI JSON Lines, and JSON Lines with premise, hypothesis and label.';
