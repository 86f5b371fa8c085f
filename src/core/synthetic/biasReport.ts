import { labels, type AnyLabel, type Label } from '../nli/label';
import { differenceOf } from '../statistics/difference';
import { wilsonInterval } from '../statistics/wilson';

/** The labels that a set may have, in the order of tables. */
export const biasLabels = [...labels, 'non-entailment'] as const satisfies readonly AnyLabel[];

/** A share (Wilson) or a difference of two (Newcombe) with its 95 % interval; null where there is nothing to have a share of. */
export interface Share {
  readonly value: number | null;
  readonly interval: readonly [number, number] | null;
}

/** The three labels of MNLI, and `non-entailment` where a set has it. */
export type ByLabel<Value> = Readonly<Record<Label, Value>> & { readonly 'non-entailment'?: Value };

/** In words; null where there is no example. */
export interface Length {
  readonly mean: number | null;
  readonly median: number | null;
}

/** A word of hypotheses that goes with a label: see `WordCounts.cues`. */
export interface Cue {
  readonly word: string;
  /** Hypotheses of the label that have the word, and hypotheses of the other labels. */
  readonly examples: number;
  readonly elsewhere: number;
  /** Natural logarithm of the ratio of its odds under the label and elsewhere. */
  readonly log_odds: number;
  /** The same, divided by its standard error. */
  readonly z: number;
}

/** What the bias meter says of a set. Its names are those that `bias --json` prints, for scripts to rely on. */
export interface BiasReport {
  readonly examples: number;
  readonly labels: ByLabel<number>;
  /** Every word of the hypothesis occurs in the premise. */
  readonly full_overlap: ByLabel<number>;
  readonly not_full_overlap: ByLabel<number>;
  /** Of those with full overlap: the hypothesis is a contiguous run of the premise's words. */
  readonly subsequence: ByLabel<number>;
  /** Of the subsequences: the run begins and ends where a clause may. */
  readonly constituent_like: ByLabel<number>;
  readonly full_overlap_rate: ByLabel<Share>;
  /** The share of a hypothesis's words that occur in its premise: the mean over the label's examples. */
  readonly word_overlap: ByLabel<number | null>;
  readonly p_entailment_given_full_overlap: Share;
  readonly p_entailment_given_not_full_overlap: Share;
  readonly p_entailment_given_subsequence: Share;
  readonly p_entailment_given_not_subsequence: Share;
  readonly p_entailment_given_constituent_like: Share;
  readonly p_entailment_given_not_constituent_like: Share;
  /** P(entailment | full overlap) less P(entailment | not), with its 95 % interval. */
  readonly overlap_difference: Share;
  /** Examples that agree with the lexical overlap heuristic: see `agreesWithHeuristic`. */
  readonly kept_by_biased_filter: number;
  readonly length: ByLabel<{ readonly premise: Length; readonly hypothesis: Length }>;
  /** The strongest first; none where a label has no example, or is the only one. */
  readonly cues: ByLabel<readonly Cue[]>;
}

/** What the report is computed from: sums over the examples of a label. */
export interface LabelSums {
  readonly examples: number;
  readonly full: number;
  readonly subsequence: number;
  readonly constituentLike: number;
  /** The share of each hypothesis's words that occur in its premise, summed. */
  readonly sharedShares: number;
  readonly premiseWords: WordSum;
  readonly hypothesisWords: WordSum;
}

export interface WordSum {
  readonly total: number;
  readonly median: number;
}

export type BiasSums = Readonly<Partial<Record<AnyLabel, LabelSums>>>;

const none: LabelSums = {
  ...{ examples: 0, full: 0, subsequence: 0, constituentLike: 0, sharedShares: 0 },
  ...{ premiseWords: { total: 0, median: 0 }, hypothesisWords: { total: 0, median: 0 } },
};

/** @param cues by label, the strongest first */
export function biasReport(sums: BiasSums, cues: Readonly<Partial<Record<AnyLabel, readonly Cue[]>>>): BiasReport {
  const of = <Value>(figure: (sums: LabelSums, label: AnyLabel) => Value): ByLabel<Value> => {
    const extra = sums['non-entailment'];
    return {
      entailment: figure(sums.entailment ?? none, 'entailment'),
      neutral: figure(sums.neutral ?? none, 'neutral'),
      contradiction: figure(sums.contradiction ?? none, 'contradiction'),
      ...(extra === undefined ? {} : { 'non-entailment': figure(extra, 'non-entailment') }),
    };
  };
  const counts = {
    all: of(({ examples }) => examples),
    full: of(({ full }) => full),
    notFull: of(({ examples, full }) => examples - full),
    subsequence: of(({ subsequence }) => subsequence),
    notSubsequence: of(({ examples, subsequence }) => examples - subsequence),
    constituentLike: of(({ constituentLike }) => constituentLike),
    notConstituentLike: of(({ examples, constituentLike }) => examples - constituentLike),
  };
  const full = entailmentShare(counts.full);
  const notFull = entailmentShare(counts.notFull);
  return {
    examples: total(counts.all),
    labels: counts.all,
    full_overlap: counts.full,
    not_full_overlap: counts.notFull,
    subsequence: counts.subsequence,
    constituent_like: counts.constituentLike,
    full_overlap_rate: of(({ full: hits, examples }) => shareOf(hits, examples)),
    word_overlap: of(({ sharedShares, examples }) => (examples === 0 ? null : sharedShares / examples)),
    p_entailment_given_full_overlap: full,
    p_entailment_given_not_full_overlap: notFull,
    p_entailment_given_subsequence: entailmentShare(counts.subsequence),
    p_entailment_given_not_subsequence: entailmentShare(counts.notSubsequence),
    p_entailment_given_constituent_like: entailmentShare(counts.constituentLike),
    p_entailment_given_not_constituent_like: entailmentShare(counts.notConstituentLike),
    overlap_difference: isEstimate(full) && isEstimate(notFull) ? differenceOf(full, notFull) : { value: null, interval: null },
    kept_by_biased_filter: counts.full.entailment + total(counts.notFull) - counts.notFull.entailment,
    length: of(({ premiseWords, hypothesisWords, examples }) => ({
      premise: lengthOf(premiseWords, examples),
      hypothesis: lengthOf(hypothesisWords, examples),
    })),
    cues: of((_, label) => cues[label] ?? []),
  };
}

/** All examples of a count by label. */
export function total(counts: ByLabel<number>): number {
  return biasLabels.reduce((sum, label) => sum + (counts[label] ?? 0), 0);
}

/** Has the share a value? Where a set has none of the examples in question, it has not. */
export function isEstimate(share: Share): share is { value: number; interval: readonly [number, number] } {
  return share.value !== null && share.interval !== null;
}

function entailmentShare(counts: ByLabel<number>): Share {
  return shareOf(counts.entailment, total(counts));
}

function shareOf(part: number, whole: number): Share {
  return whole === 0 ? { value: null, interval: null } : { value: part / whole, interval: wilsonInterval(part, whole) };
}

function lengthOf({ total: words, median }: WordSum, examples: number): Length {
  return examples === 0 ? { mean: null, median: null } : { mean: words / examples, median };
}
