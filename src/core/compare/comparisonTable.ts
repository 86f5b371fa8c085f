import { heuristics, heuristicTitles, subcases } from '../hans/subcases';
import { binaryLabels, labels } from '../nli/label';
import type { ReportColumn, ReportTable, ReportValue } from '../report/table';
import type { ComparedCell, Comparison } from './comparison';

const figureColumns: readonly ReportColumn[] = [
  { name: 'Of', kind: 'count' },
  { name: 'A', kind: 'share' },
  { name: 'B', kind: 'share' },
  { name: 'Difference', kind: 'difference' },
  { name: 'Fixed', kind: 'count' },
  { name: 'Broken', kind: 'count' },
  { name: 'p', kind: 'p' },
  { name: 'p (Holm)', kind: 'p' },
];
const spreadColumn: ReportColumn = { name: 'Seed spread', kind: 'spread' };

/** All figures of a comparison: the whole, then its cells, then (HANS) its subcases. Differences are B less A. */
export function comparisonTable(comparison: Comparison): ReportTable {
  if (comparison.kind === 'nli') {
    return {
      columns: [{ name: 'Gold label', kind: 'text' }, ...figureColumns, spreadColumn],
      rows: [
        ['all', ...values(comparison.overall)],
        ...[...labels, 'non-entailment' as const].flatMap((gold) => {
          const cell = comparison.labels[gold];
          return cell === undefined ? [] : [[gold, ...values(cell)]];
        }),
      ],
    };
  }
  return {
    columns: [{ name: 'Heuristic', kind: 'text' }, { name: 'Gold label', kind: 'text' }, { name: 'Subcase', kind: 'text' }, ...figureColumns, spreadColumn],
    rows: [
      ['all', null, null, ...values(comparison.overall)],
      ...heuristics.flatMap((heuristic) =>
        binaryLabels.map((gold) => [heuristicTitles[heuristic], gold, null, ...values(comparison.cells[heuristic][gold])]),
      ),
      ...subcases.flatMap(({ name, heuristic, gold }) => {
        const cell = comparison.subcases[name];
        return cell === undefined ? [] : [[heuristicTitles[heuristic], gold, name, ...values(cell)]];
      }),
    ],
  };
}

function values({ total, a, b, delta, fixed, broken, p, p_holm, band }: ComparedCell): ReportValue[] {
  return [total, a, b, delta, fixed, broken, p, p_holm, band?.spread ?? null];
}
