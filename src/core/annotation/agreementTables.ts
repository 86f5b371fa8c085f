import { count } from '../report/format';
import type { ReportTable } from '../report/table';
import type { Agreement, Disagreement, PairAgreement } from './agreement';

/** Who decided how much. */
export function annotatorTable({ annotators }: Agreement): ReportTable {
  return {
    columns: [
      { name: 'Annotator', kind: 'text' },
      { name: 'Decided', kind: 'count' },
      { name: 'Labelled', kind: 'count' },
      { name: 'Accepted', kind: 'count' },
      { name: 'Discarded', kind: 'count' },
    ],
    rows: annotators.map(({ name, decided, label, accept, discard }) => [name, decided, label, accept, discard]),
  };
}

/** How far they agree, two by two. */
export function pairTable({ pairs }: Agreement): ReportTable {
  return {
    columns: [
      { name: 'A', kind: 'text' },
      { name: 'B', kind: 'text' },
      { name: 'Common', kind: 'count' },
      { name: 'Alike', kind: 'share' },
      { name: 'Kappa', kind: 'text' },
      { name: '95 % interval', kind: 'text' },
    ],
    rows: pairs.map(({ a, b, common, agreed, kappa }) => [
      a,
      b,
      common,
      common === 0 ? null : agreed / common,
      kappa === null ? null : coefficient(kappa.value),
      kappa === null ? null : coefficientInterval(kappa.interval),
    ]),
  };
}

/** Verdicts of A in rows, of B in columns. */
export function confusionTable({ a, b, confusion }: PairAgreement): ReportTable {
  return {
    columns: [{ name: `${a} \\ ${b}`, kind: 'text' }, ...confusion.verdicts.map((verdict) => ({ name: verdict, kind: 'count' as const }))],
    rows: confusion.verdicts.map((verdict, row) => [verdict, ...(confusion.counts[row] ?? [])]),
  };
}

/** `3 disagreements, 2 adjudicated, 1 on which the adjudications differ` */
export function describeDisagreements({ disagreements, adjudicated, contested }: DisagreementCounts): string {
  return [
    `${count(disagreements)} ${disagreements === 1 ? 'disagreement' : 'disagreements'}`,
    ...(adjudicated + contested === 0 ? [] : [`${count(adjudicated)} adjudicated`]),
    ...(contested === 0 ? [] : [`${count(contested)} on which the adjudications differ`]),
  ].join(', ');
}

export interface DisagreementCounts {
  readonly disagreements: number;
  readonly adjudicated: number;
  /** Those that were adjudicated in several ways. */
  readonly contested: number;
}

export function countDisagreements(disagreements: readonly Disagreement[]): DisagreementCounts {
  const adjudicated = disagreements.filter((each) => each.adjudicated !== null).length;
  return { disagreements: disagreements.length, adjudicated, contested: disagreements.filter((each) => each.adjudications.length > 0).length - adjudicated };
}

/** A coefficient of agreement as it is written everywhere: `0.68`. */
export function coefficient(value: number): string {
  return value.toFixed(2).replace('-', '−');
}

/** `[0.50, 0.85]` */
export function coefficientInterval([low, high]: readonly [number, number]): string {
  return `[${coefficient(low)}, ${coefficient(high)}]`;
}
