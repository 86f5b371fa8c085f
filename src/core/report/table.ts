import Papa from 'papaparse';
import { heuristics, heuristicTitles, subcases } from '../hans/subcases';
import { binaryLabels, labels } from '../nli/label';
import { tallyOf, type Tally } from '../scoring/tally';
import { count, decimal, percent, percentInterval, plusMinus, pValue, signedPoints } from './format';
import type { HansReport, NliReport, Report } from './report';

/** A report's figures as rows, for whatever has no chart: a terminal, a paper, a spreadsheet. */
export interface ReportTable {
  readonly columns: readonly ReportColumn[];
  /** One value a column; null where the column says nothing about the row. */
  readonly rows: readonly (readonly ReportValue[])[];
}

export interface ReportColumn {
  readonly name: string;
  /**
   * `share` is 0 to 1; `decimal` is read to two places; `difference` is one of two shares, and `spread` how far
   * one may go either way; `interval` is a pair of shares, which CSV writes as two columns; `p` is a p-value.
   */
  readonly kind: 'text' | 'count' | 'decimal' | 'share' | 'difference' | 'spread' | 'interval' | 'p';
}

export type ReportValue = string | number | readonly [number, number] | null;

/** A report under the name that a table of several shows it by. */
export interface NamedReport {
  readonly title: string;
  readonly report: Report;
}

const tallyColumns: readonly ReportColumn[] = [
  { name: 'Right', kind: 'count' },
  { name: 'Of', kind: 'count' },
  { name: 'Accuracy', kind: 'share' },
  { name: '95 % interval', kind: 'interval' },
];

/** All figures of one report: the whole, then its cells, then (HANS) its subcases. */
export function reportTable(report: Report): ReportTable {
  return report.kind === 'hans' ? hansTable(report) : nliTable(report);
}

/** Several reports under each other, told apart by a first column. Reports of one kind share their columns. */
export function reportsTable(reports: readonly NamedReport[]): ReportTable {
  const tables = reports.map(({ title, report }) => ({ title, table: reportTable(report) }));
  const columns = new Map(tables.flatMap(({ table }) => table.columns).map((column) => [column.name, column]));
  return {
    columns: [{ name: 'Run', kind: 'text' }, ...columns.values()],
    rows: tables.flatMap(({ title, table }) =>
      table.rows.map((row) => [
        title,
        ...[...columns.keys()].map((name) => row[table.columns.findIndex((column) => column.name === name)] ?? null),
      ]),
    ),
  };
}

/** Comma-separated values (RFC 4180) with full precision, shares as 0 to 1. */
export function toCsv(table: ReportTable): string {
  const fields = table.columns.flatMap(({ name, kind }) => (kind === 'interval' ? [`${name}, low`, `${name}, high`] : [name]));
  const data = table.rows.map((row) =>
    table.columns.flatMap(({ kind }, at): unknown[] => {
      const value = row[at] ?? null;
      if (kind !== 'interval') return [value];
      return Array.isArray(value) ? value : [null, null];
    }),
  );
  return Papa.unparse({ fields, data }, { newline: '\n', escapeFormulae: true });
}

/** A GitHub-flavoured Markdown table, figures rounded as on screen. */
export function toMarkdown(table: ReportTable): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const escape = (text: string): string => text.replace(/[\\|]/g, '\\$&').replace(/\s*\n\s*/g, ' ');
  return [
    line(table.columns.map(({ name }) => escape(name))),
    line(table.columns.map(({ kind }) => (kind === 'text' ? '---' : '---:'))),
    ...table.rows.map((row) => line(written(table, row).map(escape))),
  ].join('\n');
}

/** Aligned columns for a terminal, figures rounded as on screen. */
export function toText(table: ReportTable): string {
  const lines = [table.columns.map(({ name }) => name), ...table.rows.map((row) => written(table, row))];
  const widths = table.columns.map((_, at) => Math.max(...lines.map((line) => line[at]?.length ?? 0)));
  return lines
    .map((line) =>
      line
        .map((text, at) => (table.columns[at]?.kind === 'text' ? text.padEnd(widths[at] ?? 0) : text.padStart(widths[at] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function hansTable(report: HansReport): ReportTable {
  const cells = heuristics.flatMap((heuristic) =>
    binaryLabels.map((gold) => ({ heuristic, gold, figures: report.heuristics[heuristic][gold] })),
  );
  const correct = cells.reduce((sum, { figures }) => sum + figures.correct, 0);
  return {
    columns: [
      { name: 'Heuristic', kind: 'text' },
      { name: 'Gold label', kind: 'text' },
      { name: 'Subcase', kind: 'text' },
      ...tallyColumns,
    ],
    rows: [
      ['all', null, null, ...values(tallyOf(correct, report.examples))],
      ...cells.map(({ heuristic, gold, figures }) => [heuristicTitles[heuristic], gold, null, ...values(figures)]),
      ...subcases.flatMap(({ name, heuristic, gold }) => {
        const figures = report.subcases[name];
        return figures === undefined ? [] : [[heuristicTitles[heuristic], gold, name, ...values(figures)]];
      }),
    ],
  };
}

function nliTable(report: NliReport): ReportTable {
  const answers = [...labels, 'non-entailment' as const];
  const golds = answers.filter((gold) => report.labels[gold] !== undefined);
  const answered = answers.filter((answer) => golds.some((gold) => (report.confusion[gold]?.[answer] ?? 0) > 0));
  return {
    columns: [
      { name: 'Gold label', kind: 'text' },
      ...tallyColumns,
      ...answered.map((answer) => ({ name: `Answered ${answer}`, kind: 'count' as const })),
    ],
    rows: [
      ['all, three-way', ...values(report.accuracy_3way), ...answered.map(() => null)],
      ['all, two-way', ...values(report.accuracy_2way), ...answered.map(() => null)],
      ...golds.flatMap((gold) => {
        const figures = report.labels[gold];
        if (figures === undefined) return [];
        return [[gold, ...values(figures), ...answered.map((answer) => report.confusion[gold]?.[answer] ?? 0)]];
      }),
    ],
  };
}

function values({ correct, total, accuracy, interval }: Tally): ReportValue[] {
  return [correct, total, accuracy, interval];
}

/** A row's figures rounded as on screen, a text a column; empty where the column says nothing. */
export function written(table: ReportTable, row: readonly ReportValue[]): string[] {
  return table.columns.map(({ kind }, at) => {
    const value = row[at] ?? null;
    if (value === null) return '';
    if (typeof value === 'string') return value;
    if (typeof value !== 'number') return percentInterval(value);
    return writtenNumber(value, kind);
  });
}

function writtenNumber(value: number, kind: ReportColumn['kind']): string {
  switch (kind) {
    case 'share':
      return percent(value);
    case 'decimal':
      return decimal(value);
    case 'difference':
      return signedPoints(value);
    case 'spread':
      return plusMinus(value);
    case 'p':
      return pValue(value);
    default:
      return count(value);
  }
}
