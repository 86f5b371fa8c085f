import { heuristics, heuristicTitles, type Heuristic } from '../hans/subcases';
import { labels, type AnyLabel } from '../nli/label';
import { count, plusMinus, pValue, signedPoints } from '../report/format';
import type { Verdict } from '../report/verdict';
import type { Comparison, ComparedCell, HansComparison, NliComparison } from './comparison';

/** Holm-corrected p-values under it count as a difference between the two runs on these examples. */
const significance = 0.05;

/**
 * A difference as a careful colleague would put it: `+6.1 points, p = .003, but within what a change of
 * seed alone does`. The p-value is the corrected one.
 */
export function cellSentence(cell: ComparedCell): string {
  const { delta, p_holm: p, fixed, broken, band, within_band: within } = cell;
  if (delta === null || p === null) return 'no example in common';
  if (fixed + broken === 0) return 'no difference: the same examples are right';
  const figures = `${signedPoints(delta)} points, p ${p < 0.001 ? '' : '= '}${pValue(p)}`;
  if (p >= significance) return `${figures}: too little to tell from chance`;
  if (band === null || within === null) return `${figures}; how much a change of seed alone does is not known here`;
  return within
    ? `${figures}, but within what a change of seed alone does (${spread(band.spread)})`
    : `${figures}, more than a change of seed alone does (${spread(band.spread)})`;
}

/** What a comparison says, in words: B against A, cell by cell. */
export function comparisonVerdict(comparison: Comparison): Verdict {
  const named = namedCells(comparison);
  return {
    headline: headlineOf(comparison, named),
    findings: [
      ...(comparison.kind === 'hans' ? tradesOf(comparison) : []),
      ...named.map(({ name, cell }) => `${capital(name)}: ${cellSentence(cell)}.`),
      `All ${count(comparison.common)} examples: ${cellSentence(comparison.overall)}.`,
    ],
  };
}

/** What the comparison is about and how to read its figures: what every display of it says. */
export function comparisonNotes(comparison: Comparison): string[] {
  const { common, left_out: leftOut } = comparison;
  const notes = [];
  if (leftOut.a + leftOut.b > 0) {
    notes.push(
      `Compared on the ${count(common)} examples that both runs have; ${count(leftOut.a)} of A and ${count(leftOut.b)} of B are left out, because the other has no answer to the same example.`,
    );
  }
  if (comparison.kind === 'nli' && comparison.two_way) {
    notes.push('Compared on two labels, because not both runs and their data have three: neutral and contradiction count as non-entailment on both sides.');
  }
  notes.push(`p: exact McNemar; corrected after Holm over ${comparison.kind === 'hans' ? 'the six cells, and over the thirty subcases' : 'the gold labels'}.`);
  if (comparison.overall.band !== null) {
    notes.push(
      `Seed spread: how far apart two fine-tunings of BERT that differ in their seed alone come on the released ${comparison.kind === 'hans' ? 'HANS' : 'MNLI matched development set'}, in 95 of 100 cases ` +
        '(1.96 × √2 × the standard deviation of 100 seeds; McCoy, Min & Linzen 2020).',
    );
  }
  return notes;
}

interface NamedCell {
  /** As it stands inside a sentence: `lexical overlap, non-entailed`. */
  readonly name: string;
  readonly cell: ComparedCell;
}

function namedCells(comparison: Comparison): readonly NamedCell[] {
  return comparison.kind === 'hans'
    ? heuristics.flatMap((heuristic) => [
        { name: `${titleOf(heuristic)}, entailed`, cell: comparison.cells[heuristic].entailment },
        { name: `${titleOf(heuristic)}, non-entailed`, cell: comparison.cells[heuristic]['non-entailment'] },
      ])
    : labelCells(comparison);
}

function labelCells({ labels: byLabel }: NliComparison): NamedCell[] {
  return [...labels, 'non-entailment' as const].flatMap((gold: AnyLabel) => {
    const cell = byLabel[gold];
    return cell === undefined ? [] : [{ name: `gold ${gold}`, cell }];
  });
}

function headlineOf(comparison: Comparison, named: readonly NamedCell[]): string {
  const { fixed, broken } = comparison.overall;
  if (fixed + broken === 0) return `A and B are right and wrong on the same ${count(comparison.common)} examples.`;
  const differing = named.filter(({ cell }) => isSignificant(cell));
  if (differing.length === 0) return 'No difference between A and B is large enough to tell from chance.';
  const beyond = differing.filter(({ cell }) => cell.within_band !== true);
  if (beyond.length === 0) return 'A and B differ, but nowhere by more than a change of seed alone does.';
  const better = beyond.filter(({ cell }) => (cell.delta ?? 0) > 0).map(({ name }) => name);
  const worse = beyond.filter(({ cell }) => (cell.delta ?? 0) < 0).map(({ name }) => name);
  const both = better.length > 0 && worse.length > 0;
  const judged = both
    ? `better than A on ${list(better)}, and worse on ${list(worse)}`
    : `${better.length > 0 ? 'better' : 'worse'} than A on ${list([...better, ...worse])}`;
  const measure = beyond.every(({ cell }) => cell.within_band === false) ? ', by more than a change of seed alone does' : '';
  return `B is ${judged}${measure}.`;
}

/**
 * A gain on one half of a heuristic with a loss on the other may be a model that says one label more often,
 * and no better at telling them apart.
 */
function tradesOf(comparison: HansComparison): string[] {
  return heuristics.flatMap((heuristic) => {
    const { entailment, 'non-entailment': nonEntailment } = comparison.cells[heuristic];
    if (!isSignificant(entailment) || !isSignificant(nonEntailment)) return [];
    const [one, other] = [entailment.delta ?? 0, nonEntailment.delta ?? 0];
    if (one * other >= 0) return [];
    const said = other > 0 ? 'less' : 'more';
    return [`${heuristicTitles[heuristic]}: one half gains and the other loses, which a model that only says "entailment" ${said} often would show too.`];
  });
}

function isSignificant({ p_holm: p }: ComparedCell): boolean {
  return p !== null && p < significance;
}

function titleOf(heuristic: Heuristic): string {
  return heuristicTitles[heuristic].toLowerCase();
}

function spread(share: number): string {
  return `${plusMinus(share)} points over 100 BERT seeds`;
}

function list(names: readonly string[]): string {
  const quoted = names.map((name) => name.replace(', ', ' '));
  return quoted.length < 2 ? quoted.join('') : `${quoted.slice(0, -1).join(', ')} and ${quoted.at(-1)}`;
}

function capital(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}
