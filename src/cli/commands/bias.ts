import path from 'node:path';
import type { Command } from 'commander';
import { count } from '../../core/report/format';
import { toText } from '../../core/report/table';
import { cueLines, entailmentTable, filterTable, labelTable, type NamedBias } from '../../core/synthetic/biasTables';
import { biasCaveat, biasVerdict, type BiasVerdict } from '../../core/synthetic/biasVerdict';
import { mnliReference, type Reference } from '../../core/synthetic/mnliReference';
import { setNames } from '../../core/synthetic/setNames';
import { yieldTable } from '../../core/synthetic/yieldReport';
import { measureBias, type MeasuredSet } from '../../workflows/measureBias';
import type { CliContext } from '../context';
import { tellReading } from '../setReading';

interface BiasFlags {
  readonly against?: string;
  readonly json?: true;
}

export function addBias(program: Command, context: CliContext): void {
  program
    .command('bias')
    .description('Measure the bias of sets: how far labels follow the word overlap of premise and hypothesis, and whether training on a set is likely to strengthen the heuristic.')
    .argument('<file...>', 'sets: JSON Lines, MNLI, GLUE or HANS')
    .option('--against <file>', 'MNLI, or another set, to hold them against (without it: the figures of MNLI’s matched development set)')
    .option('--json', 'print the figures as JSON: an object for one set, a list for several')
    .action((files: readonly string[], flags: BiasFlags) => runBias(files, flags, context));
}

async function runBias(files: readonly string[], { against, json }: BiasFlags, context: CliContext): Promise<void> {
  const other = against === undefined ? null : await measure(against, context);
  const measured: MeasuredSet[] = [];
  for (const file of files) measured.push(await measure(file, context));
  const names = setNames([...measured, ...(other === null ? [] : [other])].map(({ file }) => file));
  const nameOf = ({ file }: MeasuredSet): string => names.get(file) ?? file;
  const reference = other === null ? mnliReference : { name: nameOf(other), report: other.report };
  const judged = measured.map((set) => ({ name: nameOf(set), set, verdict: biasVerdict(set.report, reference) }));
  if (json) {
    const printed = judged.map(({ set, verdict }) => asJson(set, verdict, reference));
    context.print(`${JSON.stringify(printed.length === 1 ? printed[0] : printed)}\n`);
  } else context.print(`${asText(judged, reference)}\n`);
}

async function measure(file: string, context: CliContext): Promise<MeasuredSet> {
  const measured = await measureBias(path.resolve(context.cwd, file), context.files, context.signal);
  tellReading(file, measured, context);
  return measured;
}

/** The figures of a set with what scripts need beside them. */
function asJson({ report, made, broken, mapped, skipped, ...set }: MeasuredSet, verdict: BiasVerdict, { name, report: against }: Reference): unknown {
  return { ...set, ...report, verdict, generation: made, reading: { broken, mapped, skipped }, against: { name, ...against } };
}

interface Judged {
  readonly name: string;
  readonly set: MeasuredSet;
  readonly verdict: BiasVerdict;
}

function asText(judged: readonly Judged[], reference: Reference): string {
  const sets: readonly NamedBias[] = [...judged.map(({ name, set }) => ({ name, report: set.report })), reference];
  const made = judged.flatMap(({ name, set }) => (set.made === null ? [] : [{ name, made: set.made }]));
  return [
    ...judged.map(({ set, verdict }) => `${set.file}: ${count(set.report.examples)} examples.\n${verdict.headline} ${verdict.reason}`),
    biasCaveat,
    toText(entailmentTable(sets)),
    toText(filterTable(sets)),
    toText(labelTable(sets)),
    toText(cueLines(sets)),
    ...(made.length === 0 ? [] : [toText(yieldTable(made))]),
  ].join('\n\n');
}
