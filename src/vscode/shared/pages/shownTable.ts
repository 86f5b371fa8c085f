import { written, type ReportTable } from '../../../core/report/table';
import type { ShownTable } from '../../../../webview/shared/contract';

/** A table as a page is sent it: rounded as on screen. */
export function shownTable(table: ReportTable): ShownTable {
  return {
    columns: table.columns.map(({ name, kind }) => ({ name, number: kind !== 'text' })),
    rows: table.rows.map((row) => written(table, row)),
  };
}
