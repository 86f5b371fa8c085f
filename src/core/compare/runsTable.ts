import { heuristics, heuristicTitles } from '../hans/subcases';
import { binaryLabels, labels } from '../nli/label';
import type { Report } from '../report/report';
import type { ReportColumn, ReportTable, ReportValue } from '../report/table';
import type { RunRecord } from '../runs/record';
import { describeSelection } from '../runs/selection';
import { stem, subjectOf } from '../runs/title';

/** A run with its figures, for a table of several. */
export interface ReportedRun {
  readonly record: RunRecord;
  readonly report: Report;
}

/** A column of figures: where it has none about a run (HANS's cells of an MNLI run), it says null. */
interface Figure {
  readonly column: ReportColumn;
  readonly of: (report: Report) => ReportValue;
}

const figures: readonly Figure[] = [
  { column: { name: 'Examples', kind: 'count' }, of: ({ examples }) => examples },
  { column: { name: 'Accuracy', kind: 'share' }, of: ({ accuracy }) => accuracy },
  ...heuristics.flatMap((heuristic) =>
    binaryLabels.map((gold) => ({
      column: { name: `${heuristicTitles[heuristic]}, ${gold}`, kind: 'share' as const },
      of: (report: Report) => (report.kind === 'hans' ? report.heuristics[heuristic][gold].accuracy : null),
    })),
  ),
  ...[...labels, 'non-entailment' as const].map((gold) => ({
    column: { name: `Gold ${gold}`, kind: 'share' as const },
    of: (report: Report) => (report.kind === 'nli' ? (report.labels[gold]?.accuracy ?? null) : null),
  })),
  {
    column: { name: 'Two-way', kind: 'share' },
    of: (report) => (report.kind === 'nli' ? report.accuracy_2way.accuracy : null),
  },
];

/** Any number of runs, a row each, with the cells as columns: only those that some run has a figure for. */
export function runsTable(runs: readonly ReportedRun[]): ReportTable {
  const shown = figures.filter(({ of }) => runs.some(({ report }) => of(report) !== null));
  return {
    columns: [
      { name: 'Run', kind: 'text' },
      { name: 'Model', kind: 'text' },
      { name: 'Quantisation', kind: 'text' },
      { name: 'Data', kind: 'text' },
      { name: 'Selection', kind: 'text' },
      { name: 'Started', kind: 'text' },
      ...shown.map(({ column }) => column),
    ],
    rows: runs.map(({ record, report }) => [
      record.id,
      subjectOf(record),
      record.source.kind === 'model' ? record.source.model.quantization : null,
      stem(record.data.file),
      describeSelection(record.selection),
      record.times.started,
      ...shown.map(({ of }) => of(report)),
    ]),
  };
}
