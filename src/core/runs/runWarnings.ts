import type { ReportWarning } from '../report/warnings';
import { otherBaseWarning } from './adapterBase';
import { quantizationWarning } from './quantizations';
import type { RunRecord } from './record';

/** What stands against believing a run: what its answers say, what it was made of, and what else was run. */
export interface RunWarning extends Omit<ReportWarning, 'code'> {
  readonly code: ReportWarning['code'] | 'other-base' | 'quantization-differs';
}

/**
 * @param reported what its answers say
 * @param runs all runs there are, with or without this one
 */
export function runWarnings(record: RunRecord, reported: readonly ReportWarning[], runs: readonly RunRecord[]): readonly RunWarning[] {
  const otherBase = record.source.kind === 'model' ? otherBaseWarning(record.source) : undefined;
  const quantization = quantizationWarning(record, runs);
  return [
    ...reported,
    ...(otherBase === undefined ? [] : [{ code: 'other-base' as const, message: otherBase }]),
    ...(quantization === undefined ? [] : [{ code: 'quantization-differs' as const, message: quantization }]),
  ];
}
