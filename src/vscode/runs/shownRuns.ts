import { heuristicBand, seedSpread, type SeedBand } from '../../core/compare/seedBand';
import { runsTable, type ReportedRun } from '../../core/compare/runsTable';
import { heuristics, heuristicTitles } from '../../core/hans/subcases';
import { binaryLabels, labels } from '../../core/nli/label';
import type { Report } from '../../core/report/report';
import type { ReportTable, ReportValue } from '../../core/report/table';
import { chance } from '../../core/report/verdict';
import type { RunRecord } from '../../core/runs/record';
import { runTitle } from '../../core/runs/title';
import type { ChartedCell, RunRow, ShownRuns } from '../../../webview/runs/contract';
import { rowWarnings } from './rowWarnings';

/** Columns that the page need not show: the ID is the row's own, and the title is made of the others. */
const unshown: ReadonlySet<string> = new Set(['Run']);

/** What there is to show of many runs. */
export interface ManyRuns {
  readonly reported: readonly ReportedRun[];
  readonly unread: number;
  /** Why runs are left out, in a sentence each. */
  readonly leftOut: readonly string[];
  /** Is the spread of seeds drawn? */
  readonly seedBands: boolean;
}

/** All runs as their page is sent them. @param runs all that there are, newest first */
export function shownRuns({ reported, unread, leftOut, seedBands }: ManyRuns, runs: readonly RunRecord[]): ShownRuns {
  const table = runsTable(reported);
  const shown = table.columns.flatMap((column, at) => (unshown.has(column.name) ? [] : [{ column, at }]));
  return {
    type: 'runs',
    columns: shown.map(({ column: { name, kind } }) => ({ name, kind: name === 'Started' ? 'time' : kind === 'share' || kind === 'count' ? kind : 'text' })),
    rows: reported.map(({ record, report }, row): RunRow => ({
      id: record.id,
      title: runTitle(record),
      kind: report.kind,
      values: shown.map(({ at }) => plain(table.rows[row]?.[at] ?? null)),
      warnings: rowWarnings(record, report.warnings, runs).map(({ name }) => name),
      cells: cellsOf(report, seedBands),
    })),
    unread,
    leftOut,
    chance,
  };
}

/** The table as it is taken away: every column, in the reader's order. */
export function tableInOrder(reported: readonly ReportedRun[], order: readonly string[]): ReportTable {
  const byId = new Map(reported.map((run) => [run.record.id, run]));
  return runsTable(order.flatMap((id) => byId.get(id) ?? []));
}

function plain(value: ReportValue): string | number | null {
  return typeof value === 'object' ? null : value;
}

function cellsOf(report: Report, seedBands: boolean): ChartedCell[] {
  if (report.kind === 'hans') {
    return heuristics.flatMap((heuristic) =>
      binaryLabels.map((gold) => ({
        key: `${heuristic}/${gold}`,
        title: heuristicTitles[heuristic],
        subtitle: gold,
        tally: report.heuristics[heuristic][gold],
        band: seedBands ? bandOf(heuristicBand(heuristic, gold)) : null,
      })),
    );
  }
  return [...labels, 'non-entailment' as const].flatMap((gold) => {
    const tally = report.labels[gold];
    return tally === undefined ? [] : [{ key: gold, title: gold, subtitle: null, tally, band: null }];
  });
}

function bandOf(band: SeedBand): ChartedCell['band'] {
  return { mean: band.mean, spread: seedSpread(band) };
}
