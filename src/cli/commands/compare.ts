import path from 'node:path';
import { Option, type Command } from 'commander';
import { comparisonTable } from '../../core/compare/comparisonTable';
import type { Change } from '../../core/compare/pairAnswers';
import { comparisonNotes, comparisonVerdict } from '../../core/compare/sentence';
import { changesOf } from '../../core/failures/failureList';
import { toText } from '../../core/report/table';
import { compareRuns, type ComparedRuns } from '../../workflows/compareRuns';
import type { RunSource } from '../../workflows/readRun';
import { RunLibrary } from '../../workflows/runLibrary';
import type { CliContext } from '../context';
import { addFilterOptions, filterOf, printFailures, requireNoFilter } from '../failureFlags';
import { sourceOf, subjectHelp } from '../subject';

interface CompareFlags {
  readonly data?: string;
  readonly failures?: Change;
  readonly json?: true;
}

export function addCompare(program: Command, context: CliContext): void {
  const command = program
    .command('compare')
    .description('Compare two runs on the examples that both have answered: what B fixed and broke, and whether that is more than chance or another seed would do.')
    .argument('<A>', subjectHelp)
    .argument('<B>', 'likewise: differences are B less A')
    .option('--data <file>', 'the data file (needed for a prediction file; a run knows its own)')
    .addOption(new Option('--failures <which>', 'list these examples instead: A wrong and B right, or A right and B wrong').choices(['fixed', 'broken']));
  addFilterOptions(command)
    .option('--json', 'print the comparison, or the examples, as JSON')
    .action((a: string, b: string, flags: CompareFlags) => runCompare(a, b, flags, context));
}

async function runCompare(a: string, b: string, flags: CompareFlags, context: CliContext): Promise<void> {
  const filter = filterOf(flags);
  if (flags.failures === undefined) requireNoFilter(filter);
  const compared = await compareRuns(await comparedSource(a, flags, context), await comparedSource(b, flags, context), {
    library: new RunLibrary(context.runs, context.files),
    files: context.files,
  });
  if (flags.failures !== undefined) printFailures(changesOf(compared.paired, compared, flags.failures, filter), flags, context);
  else if (flags.json) context.print(`${JSON.stringify({ ...compared.comparison, warnings: compared.warnings })}\n`);
  else printComparison(compared, context);
}

/** A prediction file may cover a part: the comparison says what it left out. */
async function comparedSource(subject: string, flags: CompareFlags, context: CliContext): Promise<RunSource> {
  const data = flags.data === undefined ? undefined : path.resolve(context.cwd, flags.data);
  const source = await sourceOf(subject, { data, partial: true }, context);
  if (source.kind === 'predictions' || data === undefined) return source;
  // The data file may be that of the other alone.
  const [{ sha256 }, record] = [await context.files.readDataSet(data), await context.runs.read(source.id)];
  return sha256 === record.data.sha256 ? source : { kind: 'run', id: source.id };
}

function printComparison({ a, b, comparison, warnings }: ComparedRuns, context: CliContext): void {
  const { headline, findings } = comparisonVerdict(comparison);
  const part = { a: 'A: ', b: 'B: ' };
  context.print(
    [
      `A: ${a.title}\nB: ${b.title}`,
      toText(comparisonTable(comparison)),
      [headline, ...findings].join('\n'),
      comparisonNotes(comparison).join('\n'),
      ...warnings.map(({ run, message }) => `Warning: ${run === null ? '' : part[run]}${message}`),
    ].join('\n\n') + '\n',
  );
}
