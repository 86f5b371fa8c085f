import { labels, type Label } from '../nli/label';
import type { ReportTable, ReportValue } from '../report/table';
import { stem } from '../runs/title';
import { wilsonInterval } from '../statistics/wilson';
import type { GenerationRecord } from './generationRecord';
import { rejectionReasons, rejectionTitles } from './rejection';

/** Samples drawn, and examples kept of them. */
interface Part {
  readonly samples: number;
  readonly kept: number;
  /** `kept / samples`; null where no sample was drawn. */
  readonly yield: number | null;
}

/** What became of the samples that a set was made from. Its names are those that `bias --json` prints. */
export interface YieldReport extends Part {
  readonly state: GenerationRecord['state'];
  /** By requested label. */
  readonly labels: Readonly<Record<Label, Part>>;
  /** Samples by reason of their rejection; reasons that do not occur are left out. */
  readonly rejected: GenerationRecord['counts']['rejected'];
  /** Examples whose label was checked, and those for which the check gave the requested one. */
  readonly checked: number;
  readonly agreed: number;
  /** Who checked, in words. */
  readonly checkedBy: string;
}

export function yieldReport({ state, counts, classifier }: Pick<GenerationRecord, 'state' | 'counts' | 'classifier'>): YieldReport {
  const { kept, rejected, checked, agreed } = counts;
  // Of those that the set was made from: while others are sampled, `counts.samples` is ahead of the set.
  const samples = labels.reduce((sum, label) => sum + counts.labels[label].samples, 0);
  const of = (label: Label): Part => partOf(counts.labels[label].samples, counts.labels[label].kept);
  return {
    state,
    ...partOf(samples, kept),
    labels: { entailment: of('entailment'), neutral: of('neutral'), contradiction: of('contradiction') },
    ...{ rejected, checked, agreed, checkedBy: describeChecker(classifier) },
  };
}

/** What a set was made from, under the name that tables show it by. */
export interface NamedYield {
  readonly name: string;
  readonly made: YieldReport;
}

/** Samples kept, by label, and the others by reason, as shares of the samples. */
export function yieldTable(sets: readonly NamedYield[]): ReportTable {
  return {
    columns: [
      { name: 'Set', kind: 'text' },
      { name: 'Samples', kind: 'text' },
      { name: 'Number', kind: 'count' },
      { name: 'Of', kind: 'count' },
      { name: 'Share', kind: 'share' },
      { name: '95 % interval', kind: 'interval' },
    ],
    rows: sets.flatMap(({ name, made }) => [
      rowOf(name, 'Kept', made.kept, made.samples),
      ...labels.map((label) => rowOf(name, `Kept, ${label}`, made.labels[label].kept, made.labels[label].samples)),
      ...rejectionReasons.flatMap((reason) => {
        const rejected = made.rejected[reason];
        return rejected === undefined ? [] : [rowOf(name, rejectionTitles[reason], rejected, made.samples)];
      }),
      ...(made.checked === 0 ? [] : [rowOf(name, `Label confirmed by ${made.checkedBy}`, made.agreed, made.checked)]),
    ]),
  };
}

function describeChecker(classifier: GenerationRecord['classifier']): string {
  if (classifier === undefined) return 'the generating model itself';
  return classifier.adapter === null ? 'the model without an adapter' : `the model with ${stem(classifier.adapter.file)}`;
}

function partOf(samples: number, kept: number): Part {
  return { samples, kept, yield: samples === 0 ? null : kept / samples };
}

function rowOf(set: string, what: string, part: number, whole: number): ReportValue[] {
  return whole === 0 ? [set, what, part, whole, null, null] : [set, what, part, whole, part / whole, wilsonInterval(part, whole)];
}
