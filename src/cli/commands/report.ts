import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { Command } from 'commander';
import { reportOf, type Report } from '../../core/report/report';
import { reportTable, toText } from '../../core/report/table';
import { runTitle, stem } from '../../core/runs/title';
import { matchPredictions, requireComplete } from '../../core/scoring/answers';
import { UserError } from '../../core/userError';
import { RunLibrary } from '../../workflows/runLibrary';
import type { CliContext } from '../context';

interface ReportFlags {
  readonly data?: string;
  readonly partial?: true;
  readonly json?: true;
}

export function addReport(program: Command, context: CliContext): void {
  program
    .command('report')
    .description("Break a run, or anybody's prediction file, down: by heuristic and subcase (HANS) or by label.")
    .argument('<run or predictions>', "a run's ID or folder, or a file with the header pairID,gold_label")
    .option('--data <file>', 'the data file (needed for a prediction file; a run knows its own)')
    .option('--partial', 'report on a prediction file that does not cover the whole data file')
    .option('--json', 'print the report as JSON')
    .action(async (subject: string, flags: ReportFlags) => {
      const { title, report } = await read(subject, flags, context);
      if (flags.json) context.print(`${JSON.stringify(report)}\n`);
      else {
        context.print(`${title}\n\n${toText(reportTable(report))}\n`);
        for (const { message } of report.warnings) context.print(`\nWarning: ${message}\n`);
      }
    });
}

async function read(
  subject: string,
  flags: ReportFlags,
  context: CliContext,
): Promise<{ readonly title: string; readonly report: Report }> {
  const data = flags.data === undefined ? undefined : path.resolve(context.cwd, flags.data);
  const file = path.resolve(context.cwd, subject);
  const entry = await stat(file).catch(() => undefined);
  if (entry?.isFile() !== true) {
    const run = entry?.isDirectory() === true ? file : subject;
    const { record, report } = await new RunLibrary(context.runs, context.files).results(run, data);
    return { title: runTitle(record), report };
  }
  if (data === undefined) {
    throw new UserError('usage', 'A prediction file does not say what it is about: name the data file with --data.');
  }
  const { dataSet } = await context.files.readDataSet(data);
  const { predictions } = await context.files.readPredictions(file);
  const answers = matchPredictions(dataSet, predictions, subject);
  if (!flags.partial) requireComplete(dataSet, predictions, subject);
  return { title: `${stem(file)} on ${stem(data)}`, report: reportOf(answers) };
}
