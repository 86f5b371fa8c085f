import type { Report } from '../core/report/report';
import { reportTable, toText } from '../core/report/table';
import type { RunRecord } from '../core/runs/record';
import { runWarnings, type RunWarning } from '../core/runs/runWarnings';
import type { CliContext } from './context';

/** All that stands against believing a run, the other runs of the folder included. */
export async function warningsOfRun(record: RunRecord, report: Report, { runs }: Pick<CliContext, 'runs'>): Promise<readonly RunWarning[]> {
  return runWarnings(record, report.warnings, (await runs.list()).runs);
}

export function printReport(title: string, report: Report, warnings: readonly RunWarning[], { print }: Pick<CliContext, 'print'>): void {
  print(`${title}\n\n${toText(reportTable(report))}\n`);
  for (const { message } of warnings) print(`\nWarning: ${message}\n`);
}
