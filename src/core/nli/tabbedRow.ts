import { UserError } from '../userError';
import { badRow } from './rowReader';

/**
 * Rows of a tab-separated file whose first line names the columns. HANS and GLUE are written without
 * quoting, so a quotation mark is text and a tab always ends a field: a CSV reader's rules would
 * misread them.
 */
export class TabbedRows<Column extends string> {
  private readonly positions: ReadonlyMap<Column, number>;
  private readonly width: number;

  /** @throws UserError `bad-data` when a column is missing from the header. */
  constructor(
    private readonly file: string,
    header: string,
    columns: readonly Column[],
  ) {
    const names = header.split('\t').map((name) => name.trim());
    this.width = names.length;
    this.positions = new Map(
      columns.map((column) => {
        const position = names.indexOf(column);
        if (position < 0) {
          throw new UserError(
            'bad-data',
            `${file}, line 1: the header has no column "${column}"; it names ${names.join(', ')}.`,
          );
        }
        return [column, position];
      }),
    );
  }

  /** The named fields of one row. @throws UserError `bad-data` when the row has too few fields. */
  fields(text: string, line: number): (column: Column) => string {
    const values = text.split('\t');
    return (column) => {
      const value = values[this.positions.get(column) ?? -1];
      if (value === undefined) {
        throw badRow(
          this.file,
          line,
          `field "${column}" is missing: the row has ${values.length} of ${this.width} fields. Mend or remove the row.`,
        );
      }
      return value.trim();
    };
  }
}
