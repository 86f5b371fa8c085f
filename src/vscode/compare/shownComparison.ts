import type { ComparedCell } from '../../core/compare/comparison';
import { cellSentence, comparisonNotes, comparisonVerdict } from '../../core/compare/sentence';
import { heuristics, subcases } from '../../core/hans/subcases';
import { binaryLabels, labels, type AnyLabel } from '../../core/nli/label';
import type { Cell } from '../../core/report/cell';
import { chance } from '../../core/report/verdict';
import type { RunRecord } from '../../core/runs/record';
import { runTitle } from '../../core/runs/title';
import { tallyOf, type Tally } from '../../core/scoring/tally';
import type { ComparedRuns } from '../../workflows/compareRuns';
import type { ComparedCell as ShownCell, ComparedRun, ShownComparison } from '../../../webview/compare/contract';
import { shownWarnings } from '../shared/pages/shownWarnings';

/** Two runs of the workspace beside each other: each has its record. */
export interface WorkspaceComparison extends Pick<ComparedRuns, 'comparison' | 'warnings'> {
  readonly a: RunRecord;
  readonly b: RunRecord;
  /** Is the spread of seeds drawn? The table has it in any case. */
  readonly seedBands: boolean;
}

/** A comparison as its page is sent it. @param runs all that can be chosen, newest first */
export function shownComparison({ a, b, comparison, warnings, seedBands }: WorkspaceComparison, runs: readonly RunRecord[]): ShownComparison {
  const { headline, findings } = comparisonVerdict(comparison);
  const records = { a, b };
  const shownCell = (compared: ComparedCell, cell: Cell | null, gold: AnyLabel | null): ShownCell => shownAs(compared, { cell, gold, seedBands });
  return {
    type: 'comparison',
    runs: runs.map((record) => ({ id: record.id, title: runTitle(record) })),
    kind: comparison.kind,
    a: comparedRun(a),
    b: comparedRun(b),
    headline,
    findings,
    notes: comparisonNotes(comparison),
    warnings: warnings.flatMap((warning) =>
      warning.run === null
        ? [{ code: warning.code, message: warning.message, run: null }]
        : shownWarnings([warning], records[warning.run]).map((shown) => ({ ...shown, run: warning.run })),
    ),
    chance: comparison.kind === 'nli' && !comparison.two_way ? chance.nli : chance.hans,
    overall: shownCell(comparison.overall, null, null),
    cells:
      comparison.kind === 'hans'
        ? heuristics.flatMap((heuristic) =>
            binaryLabels.map((gold) => shownCell(comparison.cells[heuristic][gold], { kind: 'heuristic', heuristic, gold }, gold)),
          )
        : [...labels, 'non-entailment' as const].flatMap((gold) => {
            const cell = comparison.labels[gold];
            return cell === undefined ? [] : [shownCell(cell, { kind: 'label', gold }, gold)];
          }),
    subcases:
      comparison.kind === 'hans'
        ? subcases.flatMap(({ name, gold }) => {
            const cell = comparison.subcases[name];
            return cell === undefined ? [] : [shownCell(cell, { kind: 'subcase', subcase: name }, gold)];
          })
        : [],
  };
}

function comparedRun(record: RunRecord): ComparedRun {
  const { id, state, scored, total } = record;
  return { id, title: runTitle(record), state, scored, total };
}

function shownAs(compared: ComparedCell, { cell, gold, seedBands }: Pick<ShownCell, 'cell' | 'gold'> & Pick<WorkspaceComparison, 'seedBands'>): ShownCell {
  const { a, b, total, delta, fixed, broken, p, p_holm: pHolm, band } = compared;
  return {
    cell,
    gold,
    a: tallyAt(a, total),
    b: tallyAt(b, total),
    delta,
    fixed,
    broken,
    p,
    pHolm,
    spread: band?.spread ?? null,
    band: band === null || !seedBands ? null : { mean: band.mean, spread: band.spread },
    sentence: cellSentence(compared),
  };
}

/** With its interval, which a comparison does not have: its tests are on the pairs. */
function tallyAt(accuracy: number | null, total: number): Tally {
  return tallyOf(Math.round((accuracy ?? 0) * total), total);
}
