import { comparisonOf, type Comparison } from '../core/compare/comparison';
import { comparisonWarnings, type ComparisonWarning } from '../core/compare/comparisonWarnings';
import { pairAnswers, type PairedAnswers } from '../core/compare/pairAnswers';
import type { Files } from '../ports/files';
import { readRun, type ReadRun, type RunSource } from './readRun';
import type { RunLibrary } from './runLibrary';

/** Two runs beside each other, with what their lists of fixed and broken examples need. */
export interface ComparedRuns {
  readonly a: ReadRun;
  readonly b: ReadRun;
  readonly paired: PairedAnswers;
  readonly comparison: Comparison;
  readonly warnings: readonly ComparisonWarning[];
}

/** @throws UserError `nothing-in-common`, or what reading either run throws */
export async function compareRuns(
  a: RunSource,
  b: RunSource,
  ports: { readonly library: RunLibrary; readonly files: Files },
): Promise<ComparedRuns> {
  // One after the other: the second is mostly about the data file that the first has just read.
  return compareRead(await readRun(a, ports), await readRun(b, ports));
}

/** The same from runs that are read already. @throws UserError `nothing-in-common` */
export function compareRead(a: ReadRun, b: ReadRun): ComparedRuns {
  const paired = pairAnswers(a.answers, b.answers, { a: a.title, b: b.title });
  return {
    a,
    b,
    paired,
    comparison: comparisonOf(paired),
    warnings: comparisonWarnings(
      { record: a.record, warnings: a.report.warnings },
      { record: b.record, warnings: b.report.warnings },
    ),
  };
}
