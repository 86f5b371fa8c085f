import type { ReportWarning } from '../../core/report/warnings';
import type { RunRecord } from '../../core/runs/record';
import { runWarnings, type RunWarning } from '../../core/runs/runWarnings';
import { commandLink } from '../shared/commandLink';
import { sameModel } from '../shared/pages/sameModel';

/** What stands against believing a run, as its row shows it. */
export interface RowWarning {
  /** Short, for the row itself. */
  readonly name: string;
  /** What was seen and what to do about it. */
  readonly message: string;
  /** Address of the command that does it, where there is one. */
  readonly offer?: string;
}

const names: Readonly<Record<RunWarning['code'], string>> = {
  'one-label': 'one label',
  'low-label-mass': 'low label mass',
  'other-base': 'other base',
  'quantization-differs': 'quantisation differs',
};

/** @param runs all runs of the view */
export function rowWarnings(record: RunRecord, warnings: readonly ReportWarning[], runs: readonly RunRecord[]): RowWarning[] {
  const known = sameModel(record);
  return runWarnings(record, warnings, runs).map(({ code, message, offer }) => ({
    name: names[code],
    message,
    ...(offer === undefined || known === undefined ? {} : { offer: commandLink('blindspot.evaluateFile', known) }),
  }));
}
