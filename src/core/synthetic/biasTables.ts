import type { ReportTable, ReportValue } from '../report/table';
import { biasLabels, total, type BiasReport, type ByLabel, type Share } from './biasReport';

/** A set's figures under the name that tables show it by. */
export interface NamedBias {
  readonly name: string;
  readonly report: BiasReport;
}

/** The kinds of overlap, each with what is counted and what follows from it. */
export const overlapKinds = [
  { title: 'Full overlap', counts: (report) => report.full_overlap, share: (report) => report.p_entailment_given_full_overlap },
  { title: 'No full overlap', counts: (report) => report.not_full_overlap, share: (report) => report.p_entailment_given_not_full_overlap },
  { title: 'Subsequence', counts: (report) => report.subsequence, share: (report) => report.p_entailment_given_subsequence },
  { title: 'No subsequence', counts: (report) => without(report, report.subsequence), share: (report) => report.p_entailment_given_not_subsequence },
  { title: 'Constituent-like', counts: (report) => report.constituent_like, share: (report) => report.p_entailment_given_constituent_like },
  {
    title: 'Not constituent-like',
    counts: (report) => without(report, report.constituent_like),
    share: (report) => report.p_entailment_given_not_constituent_like,
  },
] as const satisfies readonly {
  readonly title: string;
  readonly counts: (report: BiasReport) => ByLabel<number>;
  readonly share: (report: BiasReport) => Share;
}[];

/** P(entailment) with and without each kind of overlap. */
export function entailmentTable(sets: readonly NamedBias[]): ReportTable {
  return {
    columns: [
      { name: 'Overlap', kind: 'text' },
      { name: 'Set', kind: 'text' },
      { name: 'Examples', kind: 'count' },
      { name: 'Entailment', kind: 'count' },
      { name: 'P(entailment)', kind: 'share' },
      { name: '95 % interval', kind: 'interval' },
    ],
    rows: overlapKinds.flatMap(({ title, counts, share }) =>
      sets.map(({ name, report }): ReportValue[] => {
        const { value, interval } = share(report);
        return [title, name, total(counts(report)), counts(report).entailment, value, interval];
      }),
    ),
  };
}

/** Overlap and length by label. */
export function labelTable(sets: readonly NamedBias[]): ReportTable {
  return {
    columns: [
      { name: 'Label', kind: 'text' },
      { name: 'Set', kind: 'text' },
      { name: 'Examples', kind: 'count' },
      { name: 'Full overlap', kind: 'count' },
      { name: 'Share', kind: 'share' },
      { name: '95 % interval', kind: 'interval' },
      { name: 'Words shared, mean', kind: 'share' },
      { name: 'Subsequence', kind: 'count' },
      { name: 'Constituent-like', kind: 'count' },
      { name: 'Premise words, mean', kind: 'decimal' },
      { name: 'Premise words, median', kind: 'count' },
      { name: 'Hypothesis words, mean', kind: 'decimal' },
      { name: 'Hypothesis words, median', kind: 'count' },
    ],
    rows: biasLabels.flatMap((label) =>
      sets
        .filter(({ report }) => (report.labels[label] ?? 0) > 0)
        .map(({ name, report }): ReportValue[] => {
          const rate = report.full_overlap_rate[label];
          const length = report.length[label];
          return [
            ...[label, name, report.labels[label] ?? 0, report.full_overlap[label] ?? 0],
            ...[rate?.value ?? null, rate?.interval ?? null, report.word_overlap[label] ?? null],
            ...[report.subsequence[label] ?? 0, report.constituent_like[label] ?? 0],
            ...[length?.premise.mean ?? null, length?.premise.median ?? null],
            ...[length?.hypothesis.mean ?? null, length?.hypothesis.median ?? null],
          ];
        }),
    ),
  };
}

/** What the biased filter keeps, and how far full overlap tells the label. */
export function filterTable(sets: readonly NamedBias[]): ReportTable {
  return {
    columns: [
      { name: 'Set', kind: 'text' },
      { name: 'Examples', kind: 'count' },
      { name: 'Kept by the biased filter', kind: 'count' },
      { name: 'Share', kind: 'share' },
      { name: 'Overlap difference', kind: 'difference' },
      { name: '95 % interval', kind: 'interval' },
    ],
    rows: sets.map(({ name, report: { examples, kept_by_biased_filter: kept, overlap_difference: difference } }) => [
      ...[name, examples, kept, examples === 0 ? null : kept / examples],
      ...[difference.value, difference.interval],
    ]),
  };
}

/** Words of hypotheses that go with a label. */
export function cueTable(sets: readonly NamedBias[]): ReportTable {
  return {
    columns: [
      { name: 'Label', kind: 'text' },
      { name: 'Set', kind: 'text' },
      { name: 'Word', kind: 'text' },
      { name: 'Hypotheses', kind: 'count' },
      { name: 'Elsewhere', kind: 'count' },
      { name: 'Log-odds', kind: 'decimal' },
      { name: 'z', kind: 'decimal' },
    ],
    rows: biasLabels.flatMap((label) =>
      sets.flatMap(({ name, report }) =>
        (report.cues[label] ?? []).map((cue): ReportValue[] => [label, name, cue.word, cue.examples, cue.elsewhere, cue.log_odds, cue.z]),
      ),
    ),
  };
}

/** The same, a line a label. */
export function cueLines(sets: readonly NamedBias[]): ReportTable {
  return {
    columns: ['Label', 'Set', 'Words of hypotheses that go with it, and their z'].map((name) => ({ name, kind: 'text' })),
    rows: biasLabels.flatMap((label) =>
      sets
        .filter(({ report }) => (report.labels[label] ?? 0) > 0)
        .map(({ name, report }) => [label, name, (report.cues[label] ?? []).map(({ word, z }) => `${word} ${z.toFixed(1)}`).join(', ')]),
    ),
  };
}

function without({ labels }: BiasReport, counts: ByLabel<number>): ByLabel<number> {
  return {
    entailment: labels.entailment - counts.entailment,
    neutral: labels.neutral - counts.neutral,
    contradiction: labels.contradiction - counts.contradiction,
    ...(labels['non-entailment'] === undefined ? {} : { 'non-entailment': labels['non-entailment'] - (counts['non-entailment'] ?? 0) }),
  };
}
