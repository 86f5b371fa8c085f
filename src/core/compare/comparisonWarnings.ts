import type { RunRecord } from '../runs/record';
import { runWarnings, type RunWarning } from '../runs/runWarnings';
import type { ReportWarning } from '../report/warnings';

/** Something that makes a comparison mean less than it seems to. */
export interface ComparisonWarning extends RunWarning {
  /** The run that it is about; null where it is about both. */
  readonly run: 'a' | 'b' | null;
}

/** One side of a comparison; a prediction file that is no run has no record. */
export interface WarnedRun {
  readonly record: RunRecord | null;
  readonly warnings: readonly ReportWarning[];
}

export function comparisonWarnings(a: WarnedRun, b: WarnedRun): ComparisonWarning[] {
  return [
    ...quantizationDiffers(a.record, b.record),
    ...ofOne(a).map((warning) => ({ ...warning, run: 'a' as const })),
    ...ofOne(b).map((warning) => ({ ...warning, run: 'b' as const })),
  ];
}

function ofOne({ record, warnings }: WarnedRun): readonly RunWarning[] {
  return record === null ? warnings : runWarnings(record, warnings, []);
}

/**
 * Two quantisations of what is the same model by the name that its files carry. Files without a name
 * cannot be told to be the same model.
 */
function quantizationDiffers(a: RunRecord | null, b: RunRecord | null): ComparisonWarning[] {
  if (a?.source.kind !== 'model' || b?.source.kind !== 'model') return [];
  const [one, other] = [a.source.model, b.source.model];
  if (one.name === null || one.name !== other.name || one.architecture !== other.architecture) return [];
  if (one.quantization === other.quantization) return [];
  return [
    {
      code: 'quantization-differs',
      run: null,
      message:
        `Both runs are of "${one.name}", A in ${one.quantization} and B in ${other.quantization}: part of the difference, or all of it, may be the quantisation's. ` +
        'To see what a change of training did, evaluate both in the same quantisation.',
    },
  ];
}
