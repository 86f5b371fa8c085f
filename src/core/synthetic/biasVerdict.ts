import { count, percent, percentInterval, signedPoints } from '../report/format';
import { differenceOf, type Estimate } from '../statistics/difference';
import { isEstimate, total, type BiasReport, type Share } from './biasReport';
import type { Reference } from './mnliReference';

/** What a set's bias comes to. Codes and figures are for scripts, sentences for readers. */
export interface BiasVerdict {
  readonly code: 'strengthens' | 'weakens' | 'no-difference' | 'undecidable';
  /** Is training on this set likely to strengthen the heuristic? */
  readonly headline: string;
  /** From what numbers. */
  readonly reason: string;
  /** The set's overlap difference less the reference's; null where one of them has none. */
  readonly difference_from_reference: Estimate | null;
  readonly reference: string;
}

/**
 * Is training on a set likely to strengthen the lexical overlap heuristic, as far as its labels tell?
 *
 * The number is the set's overlap difference, P(entailment | full overlap) − P(entailment | not): how much
 * a reader who sees only whether all words are shared learns about the label (the contingency ΔP of
 * Jenkins & Ward 1965). Where overlap says nothing it is 0, however many examples are entailment; the
 * first of the two probabilities alone would be that many. The verdict is whether the 95 % interval of
 * its difference from the reference's lies above zero, below zero, or around it. With fewer than ten
 * examples on either side the interval is not to be relied on: there is no verdict.
 */
export function biasVerdict(report: BiasReport, { name, report: reference }: Reference): BiasVerdict {
  const [here, there] = [report.overlap_difference, reference.overlap_difference];
  if (!isEstimate(here) || !isEstimate(there) || isSmall(report) || isSmall(reference)) {
    return { code: 'undecidable', ...undecidable(report, reference, name), difference_from_reference: null, reference: name };
  }
  const difference = differenceOf(here, there);
  const code = difference.interval[0] > 0 ? 'strengthens' : difference.interval[1] < 0 ? 'weakens' : 'no-difference';
  return { code, headline: headlines[code], reason: reasonOf(report, here, there, difference, name), difference_from_reference: difference, reference: name };
}

/** What is true of every verdict. */
export const biasCaveat =
  'This is about the labels of the set, not about a model: Zhang & Pavlick (2025) found that training on synthetic data made a model lean on the heuristic neither less nor more.';

const headlines = {
  strengthens: 'Training on this set is likely to strengthen the lexical overlap heuristic.',
  weakens: 'Training on this set is likely to weaken the lexical overlap heuristic.',
  'no-difference': 'Nothing here says that training on this set would strengthen the lexical overlap heuristic.',
} as const;

function reasonOf(report: BiasReport, here: Estimate, there: Estimate, difference: Estimate, name: string): string {
  return (
    `Entailment is the label of ${written(report.p_entailment_given_full_overlap)} of its examples with full overlap and of ` +
    `${written(report.p_entailment_given_not_full_overlap)} of the others: ${signedPoints(here.value)} points. ` +
    `In ${name} it is ${signedPoints(there.value)}. The difference, ${signedPoints(difference.value)}, ` +
    `has the 95 % interval ${percentInterval(difference.interval)}.`
  );
}

/** With so few examples a single one would decide. */
const fewest = 10;

function isSmall({ full_overlap: full, not_full_overlap: notFull }: BiasReport): boolean {
  return total(full) < fewest || total(notFull) < fewest;
}

function undecidable(report: BiasReport, reference: BiasReport, name: string): Pick<BiasVerdict, 'headline' | 'reason'> {
  const full = total(report.full_overlap);
  const headline = 'Whether training on this set would strengthen the lexical overlap heuristic cannot be told.';
  if (!isSmall(report)) return { headline, reason: `${name} has fewer than ${fewest} examples with full overlap, or without: hold the set against another.` };
  const all = count(report.examples);
  const which = full === 0 ? `None of its ${all} examples has` : full === report.examples ? `All of its ${all} examples have` : `Of its ${all} examples ${count(full)} ${full === 1 ? 'has' : 'have'}`;
  if (full === 0) return { headline, reason: `${which} full overlap.` };
  return {
    headline,
    reason:
      `${which} full overlap, and it takes ${fewest} with and ${fewest} without. Entailment is the label of ` +
      `${written(report.p_entailment_given_full_overlap)} of those with full overlap; in ${name}, of ${written(reference.p_entailment_given_full_overlap)}.`,
  };
}

function written({ value }: Share): string {
  return value === null ? 'none' : percent(value);
}
