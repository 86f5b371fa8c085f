import { groupBy } from '../groupBy';
import { heuristics, subcases, type Heuristic } from '../hans/subcases';
import type { HansExample } from '../nli/example';
import { binaryLabels, collapse, labels, type AnyLabel, type BinaryLabel } from '../nli/label';
import { holm } from '../statistics/holm';
import { mcnemarExact } from '../statistics/mcnemar';
import type { Pair, PairedAnswers, PairedHans, PairedNli } from './pairAnswers';
import { heuristicBand, overallBand, seedSpread, subcaseBand, type SeedBand } from './seedBand';

/** What two runs come to beside each other. Its JSON is a public format: scripts read it. */
export type Comparison = HansComparison | NliComparison;

interface Summary {
  /** Examples that both have answered: every figure is about these. */
  readonly common: number;
  /** Examples that only the one or only the other has answered. */
  readonly left_out: { readonly a: number; readonly b: number };
  /** All common examples together; a test of its own, so `p_holm` is `p`. */
  readonly overall: ComparedCell;
}

export interface HansComparison extends Summary {
  readonly kind: 'hans';
  /** Holm's correction is over these six. */
  readonly cells: Readonly<Record<Heuristic, Readonly<Record<BinaryLabel, ComparedCell>>>>;
  /** Holm's correction is over these thirty. */
  readonly subcases: Readonly<Record<string, ComparedSubcase>>;
}

export interface NliComparison extends Summary {
  readonly kind: 'nli';
  /** Were neutral and contradiction read as non-entailment, because a run or its data has only two labels? */
  readonly two_way: boolean;
  /** By gold label, as far as it occurs; Holm's correction is over these. */
  readonly labels: Readonly<Partial<Record<AnyLabel, ComparedCell>>>;
}

/** One group of examples in two runs. Accuracies and differences are shares, null where there is no example. */
export interface ComparedCell {
  readonly total: number;
  readonly a: number | null;
  readonly b: number | null;
  /** `b - a` */
  readonly delta: number | null;
  /** A wrong, B right. */
  readonly fixed: number;
  /** A right, B wrong. */
  readonly broken: number;
  /** Exact McNemar, two-sided. */
  readonly p: number | null;
  /** The same, corrected by Holm for the number of cells. */
  readonly p_holm: number | null;
  /** Of 100 BERT seeds, with what two of them may lie apart (`seedSpread`); null where none is published. */
  readonly band: (SeedBand & { readonly spread: number }) | null;
  /** Is the difference smaller than the band's spread? Null where there is none. */
  readonly within_band: boolean | null;
}

export interface ComparedSubcase extends ComparedCell {
  readonly gold: BinaryLabel;
}

/** A cell on its way: its counts are there, its place among the p-values is not. */
type Uncorrected = Omit<ComparedCell, 'p_holm'>;

export function comparisonOf(paired: PairedAnswers): Comparison {
  return paired.kind === 'hans' ? hansComparison(paired) : nliComparison(paired);
}

function hansComparison(paired: PairedHans): HansComparison {
  const bySubcase = groupBy(paired.pairs, ({ a }) => a.example.subcase);
  const pairsOf = (chosen: (subcase: (typeof subcases)[number]) => boolean): readonly Pair<HansExample>[] =>
    subcases.filter(chosen).flatMap(({ name }) => bySubcase.get(name) ?? []);
  const six = corrected(
    heuristics.flatMap((heuristic) =>
      binaryLabels.map((gold) => ({
        heuristic,
        gold,
        cell: compare(
          pairsOf((subcase) => subcase.heuristic === heuristic && subcase.gold === gold),
          heuristicBand(heuristic, gold),
        ),
      })),
    ),
  );
  const thirty = corrected(
    subcases.map(({ name, gold }) => ({ name, gold, cell: compare(bySubcase.get(name) ?? [], subcaseBand(name)) })),
  );
  const cells: Partial<Record<Heuristic, Partial<Record<BinaryLabel, ComparedCell>>>> = {};
  for (const { heuristic, gold, cell } of six) cells[heuristic] = { ...cells[heuristic], [gold]: cell };
  return {
    kind: 'hans',
    ...summary(paired, overallBand('hans')),
    cells: cells as HansComparison['cells'],
    subcases: Object.fromEntries(thirty.map(({ name, gold, cell }) => [name, { gold, ...cell }])),
  };
}

function nliComparison(paired: PairedNli): NliComparison {
  const byGold = groupBy(paired.pairs, ({ a }) => (paired.twoWay ? collapse(a.example.gold) : a.example.gold));
  const cells = corrected(
    [...labels, 'non-entailment' as const].flatMap((gold) => {
      const pairs = byGold.get(gold);
      return pairs === undefined ? [] : [{ gold, cell: compare(pairs, null) }];
    }),
  );
  return {
    kind: 'nli',
    two_way: paired.twoWay,
    ...summary(paired, paired.mnli && !paired.twoWay ? overallBand('mnli') : null),
    labels: Object.fromEntries(cells.map(({ gold, cell }) => [gold, cell])),
  };
}

function summary({ pairs, leftOut }: PairedAnswers, band: SeedBand | null): Summary {
  const overall = compare(pairs, band);
  return { common: pairs.length, left_out: leftOut, overall: { ...overall, p_holm: overall.p } };
}

function compare(pairs: readonly Pair[], band: SeedBand | null): Uncorrected {
  const total = pairs.length;
  const rightInA = pairs.reduce((count, { a }) => count + (a.correct ? 1 : 0), 0);
  const fixed = pairs.reduce((count, { a, b }) => count + (b.correct && !a.correct ? 1 : 0), 0);
  const broken = pairs.reduce((count, { a, b }) => count + (a.correct && !b.correct ? 1 : 0), 0);
  const shown = band === null ? null : { ...band, spread: seedSpread(band) };
  if (total === 0) return { total, a: null, b: null, delta: null, fixed, broken, p: null, band: shown, within_band: null };
  // From the counts, so that equal accuracies differ by 0 and not by a rounding.
  const delta = (fixed - broken) / total;
  return {
    total,
    a: rightInA / total,
    b: (rightInA + fixed - broken) / total,
    delta,
    fixed,
    broken,
    p: mcnemarExact(fixed, broken),
    band: shown,
    within_band: shown === null ? null : Math.abs(delta) < shown.spread,
  };
}

/** Cells without examples are no tests and do not count. */
function corrected<Entry extends { readonly cell: Uncorrected }>(entries: readonly Entry[]): (Entry & { readonly cell: ComparedCell })[] {
  const adjusted = holm(entries.flatMap(({ cell }) => (cell.p === null ? [] : [cell.p])));
  let next = 0;
  return entries.map((entry) => {
    const p_holm = entry.cell.p === null ? null : (adjusted[next] ?? null);
    if (entry.cell.p !== null) next += 1;
    return { ...entry, cell: { ...entry.cell, p_holm } };
  });
}
