import { count } from '../../core/report/format';
import type { ReportTable } from '../../core/report/table';
import { biasLabels, total, type ByLabel, type Share } from '../../core/synthetic/biasReport';
import { cueTable, entailmentTable, filterTable, labelTable, overlapKinds, type NamedBias } from '../../core/synthetic/biasTables';
import { biasCaveat, biasVerdict } from '../../core/synthetic/biasVerdict';
import { mnliReference } from '../../core/synthetic/mnliReference';
import { setNames } from '../../core/synthetic/setNames';
import { yieldTable } from '../../core/synthetic/yieldReport';
import type { MeasuredSet } from '../../workflows/measureBias';
import type { Bar, HeadedTable, ShownBias, ShownChart, ShownSet, TableKey } from '../../../webview/bias/contract';
import { shownTable } from '../shared/pages/shownTable';

/** A set of the page: measured, or why it could not be. */
export type SetOutcome = { readonly file: string } & ({ readonly measured: MeasuredSet } | { readonly problem: string });

/** So many broken lines are told one by one. */
const mostLines = 20;

const charted = ['Full overlap', 'No full overlap', 'Subsequence', 'Constituent-like'];

/** What a page is about. */
export interface ShownSets {
  readonly outcomes: readonly SetOutcome[];
  /** What they are held against; null for the figures that come with the product, which also stand in for what cannot be measured. */
  readonly against: SetOutcome | null;
}

/** Sets as their page is sent them. */
export function shownBias(shown: ShownSets): ShownBias {
  const { names, measured, reference } = namedOf(shown);
  const every: readonly NamedBias[] = [...measured, reference];
  return {
    type: 'bias',
    sets: shown.outcomes.map((outcome): ShownSet => {
      const name = names.get(outcome.file) ?? outcome.file;
      return 'problem' in outcome ? { ...unmeasured, name, ...outcome } : shownSet(name, outcome.measured, reference);
    }),
    against: {
      name: reference.name,
      file: shown.against?.file ?? null,
      problem: shown.against !== null && 'problem' in shown.against ? shown.against.problem : null,
    },
    caveat: biasCaveat,
    names: every.map(({ name }) => name),
    charts: { entailment: entailmentChart(every), overlap: overlapChart(every) },
    tables: tableKeys
      .filter((key) => key !== 'yield' || measured.some(({ made }) => made !== null))
      .map((key): HeadedTable => ({ key, ...headings[key], ...shownTable(biasTable(key, shown)) })),
  };
}

/** One of the page's tables, with full precision. */
export function biasTable(key: TableKey, shown: ShownSets): ReportTable {
  const { measured, reference } = namedOf(shown);
  if (key === 'yield') return yieldTable(measured.flatMap(({ name, made }) => (made === null ? [] : [{ name, made }])));
  return tables[key]([...measured, reference]);
}

const tables = { entailment: entailmentTable, filter: filterTable, labels: labelTable, cues: cueTable } as const;
const tableKeys = ['entailment', 'filter', 'labels', 'cues', 'yield'] as const;

const headings: Readonly<Record<TableKey, { readonly title: string; readonly note: string }>> = {
  entailment: {
    title: 'Entailment by overlap',
    note:
      'Full overlap: every word of the hypothesis occurs in the premise. Subsequence: as one run of words. Constituent-like: the run begins and ends where a clause may, told from signs and conjunctions.',
  },
  filter: {
    title: 'Biased filter',
    note: 'It keeps entailment with full overlap and other labels without. Overlap difference: P(entailment) with full overlap less without, in percentage points.',
  },
  labels: { title: 'Overlap and length by label', note: 'Words shared: the share of a hypothesis’s words that occur in its premise.' },
  cues: {
    title: 'Words that go with a label',
    note: 'In hypotheses alone: log-odds ratio with an informative Dirichlet prior (Monroe et al. 2008), by z; words of z below 3 are left out.',
  },
  yield: { title: 'Yield', note: 'What became of the samples, from the record of the generation beside the set.' },
};

const unmeasured = { examples: 0, headline: '', reason: '', notes: [], broken: { lines: [], total: 0 } } as const;

interface Named {
  readonly names: ReadonlyMap<string, string>;
  readonly measured: readonly (NamedBias & Pick<MeasuredSet, 'made'>)[];
  readonly reference: NamedBias;
}

function namedOf({ outcomes, against }: ShownSets): Named {
  const names = setNames([...outcomes.map(({ file }) => file), ...(against === null ? [] : [against.file])]);
  const nameOf = (file: string): string => names.get(file) ?? file;
  return {
    names,
    measured: outcomes.flatMap((outcome) => {
      if ('problem' in outcome) return [];
      const { report, made } = outcome.measured;
      return [{ name: nameOf(outcome.file), report, made }];
    }),
    reference: against === null || 'problem' in against ? mnliReference : { name: nameOf(against.file), report: against.measured.report },
  };
}

function shownSet(name: string, { file, report, mapped, skipped, broken }: MeasuredSet, reference: NamedBias): ShownSet {
  const { headline, reason } = biasVerdict(report, reference);
  const spellings = Object.entries(mapped).map(([spelling, examples]) => `“${spelling}” (${count(examples)})`);
  return {
    file,
    name,
    problem: null,
    examples: report.examples,
    headline,
    reason,
    notes: [
      ...(spellings.length === 0 ? [] : [`Labels in other spellings: ${spellings.join(', ')}.`]),
      ...(skipped === 0 ? [] : [`Rows without a gold label, which are left out: ${count(skipped)}.`]),
    ],
    broken: { lines: broken.slice(0, mostLines), total: broken.length },
  };
}

function entailmentChart(sets: readonly NamedBias[]): ShownChart {
  return {
    caption: 'Share of entailment, by overlap',
    groups: overlapKinds
      .filter(({ title }) => charted.includes(title))
      .map(({ title, counts, share }) => ({
        title,
        bars: sets.map(({ report }) => barOf(counts(report).entailment, total(counts(report)), share(report))),
      })),
  };
}

function overlapChart(sets: readonly NamedBias[]): ShownChart {
  const of = (counts: ByLabel<number>, label: (typeof biasLabels)[number]): number => counts[label] ?? 0;
  return {
    caption: 'Share of full overlap, by label',
    groups: biasLabels
      .filter((label) => sets.some(({ report }) => of(report.labels, label) > 0))
      .map((label) => ({
        title: label,
        bars: sets.map(({ report }) =>
          barOf(of(report.full_overlap, label), of(report.labels, label), report.full_overlap_rate[label] ?? { value: null, interval: null }),
        ),
      })),
  };
}

function barOf(part: number, whole: number, { value, interval }: Share): Bar {
  return { part, whole, value, interval };
}
