import path from 'node:path';
import type { Command } from 'commander';
import { failuresOfRun } from '../../core/failures/failureList';
import { readRun } from '../../workflows/readRun';
import { RunLibrary } from '../../workflows/runLibrary';
import type { CliContext } from '../context';
import { addFilterOptions, filterOf, printFailures, requireNoFilter } from '../failureFlags';
import { printReport, warningsOfRun } from '../reportText';
import { sourceOf, subjectHelp } from '../subject';

interface ReportFlags {
  readonly data?: string;
  readonly partial?: true;
  readonly failures?: true;
  readonly json?: true;
}

export function addReport(program: Command, context: CliContext): void {
  const command = program
    .command('report')
    .description("Break down a run, or anybody's prediction file: by heuristic and subcase (HANS) or by label.")
    .argument('<run or predictions>', subjectHelp)
    .option('--data <file>', 'the data file (needed for a prediction file; a run knows its own)')
    .option('--partial', 'report on a prediction file that does not cover the whole data file')
    .option('--failures', 'list the failing examples instead');
  addFilterOptions(command)
    .option('--json', 'print the report, or the failing examples, as JSON')
    .action((subject: string, flags: ReportFlags) => runReport(subject, flags, context));
}

async function runReport(subject: string, flags: ReportFlags, context: CliContext): Promise<void> {
  const filter = filterOf(flags);
  if (!flags.failures) requireNoFilter(filter);
  const data = flags.data === undefined ? undefined : path.resolve(context.cwd, flags.data);
  const source = await sourceOf(subject, { data, partial: flags.partial === true }, context);
  const run = await readRun(source, { library: new RunLibrary(context.runs, context.files), files: context.files });
  if (flags.failures) {
    printFailures(failuresOfRun(run, filter), flags, context);
    return;
  }
  const warnings = run.record === null ? run.report.warnings : await warningsOfRun(run.record, run.report, context);
  if (flags.json) context.print(`${JSON.stringify({ ...run.report, warnings })}\n`);
  else printReport(run.title, run.report, warnings, context);
}
