import path from 'node:path';
import type { Command } from 'commander';
import { annotatedSet, type AnnotatedSet, type Agreement, type Answer } from '../../core/annotation/agreement';
import { annotatorTable, coefficient, coefficientInterval, confusionTable, countDisagreements, describeDisagreements, pairTable } from '../../core/annotation/agreementTables';
import { describeExport, type OutcomeCounts } from '../../core/annotation/accepted';
import { verdictText } from '../../core/annotation/decision';
import { count } from '../../core/report/format';
import { toText } from '../../core/report/table';
import { UserError } from '../../core/userError';
import type { SetIndex } from '../../ports/setIndex';
import { isThere } from '../../storage/isThere';
import { computeAgreement } from '../../workflows/annotation/agreement';
import { disagreedExamples, type DisagreedExample } from '../../workflows/annotation/disagreedExamples';
import { exportAccepted, notAnnotated } from '../../workflows/annotation/exportAccepted';
import type { CliContext } from '../context';

interface AnnotationsFlags {
  readonly export?: string;
  readonly data?: string;
  readonly json?: true;
}

/** Disagreements that are listed as text; JSON has them all. */
const mostListed = 20;

export function addAnnotations(program: Command, context: CliContext): void {
  program
    .command('annotations')
    .description('Say how far the annotators of a set agree and what they disagree on, and export what was accepted as a training file.')
    .argument('<file...>', 'annotation files of one set, adjudication included')
    .option('--export <file>', 'write what was accepted as JSON Lines, with its provenance')
    .option('--data <file>', 'the set, where it is not where the annotation files say')
    .option('--json', 'print agreement and disagreements as JSON')
    .action((files: readonly string[], flags: AnnotationsFlags) => runAnnotations(files, flags, context));
}

async function runAnnotations(names: readonly string[], flags: AnnotationsFlags, context: CliContext): Promise<void> {
  const files = names.map((name) => path.resolve(context.cwd, name));
  const read = await Promise.all(files.map(async (file) => ({ file, ...(await context.annotations.read(file)) })));
  for (const { file } of read.filter(({ torn }) => torn)) context.tell(`${file}: the last line is cut off, as by a crash, and is not counted. Finish it, or remove it.\n`);
  const set = annotatedSet(read);
  const agreement = await computeAgreement(set);
  const index = await openSet(files[0] ?? '', set, flags, context);
  try {
    const exported = flags.export === undefined ? null : await writeAccepted(path.resolve(context.cwd, flags.export), set, index, context);
    if (flags.json) {
      context.print(`${JSON.stringify({ dataset: set.dataset, sha256: set.sha256, ...agreement, exported })}\n`);
      return;
    }
    context.print(`${await asText(set, agreement, index)}\n`);
    if (exported !== null) context.tell(`${exported.file}: ${describeExport(exported)}\n`);
  } finally {
    await index?.close();
  }
}

/** Undefined where the set is not there, or is no such set any more: agreement does not need it. @throws UserError where it is asked for */
async function openSet(annotations: string, { dataset, sha256 }: AnnotatedSet, { data, export: out }: AnnotationsFlags, context: CliContext): Promise<SetIndex | undefined> {
  const file = data === undefined ? path.resolve(rootOf(annotations, context.cwd), dataset) : path.resolve(context.cwd, data);
  if (data !== undefined || out !== undefined) return openThat(file, sha256, context);
  if (!(await isThere(file))) return undefined;
  try {
    return await openThat(file, sha256, context);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    context.tell(`${error.message}\nNo example of it is shown.\n`);
    return undefined;
  }
}

/** @throws UserError `bad-data` where it is another set, or none */
async function openThat(file: string, sha256: string, context: CliContext): Promise<SetIndex> {
  const index = await context.sets.open(file);
  if (index.sha256 === sha256) return index;
  await index.close();
  throw notAnnotated(file);
}

/** The folder that the paths in annotation files begin at: the one that holds `.blindspot`. */
function rootOf(annotations: string, cwd: string): string {
  const folder = path.dirname(annotations);
  const inPlace = path.basename(folder) === 'annotations' && path.basename(path.dirname(folder)) === '.blindspot';
  return inPlace ? path.dirname(path.dirname(folder)) : cwd;
}

async function writeAccepted(file: string, set: AnnotatedSet, index: SetIndex | undefined, context: CliContext): Promise<OutcomeCounts & { readonly file: string }> {
  if (index === undefined) throw new UserError('usage', 'The set is not there. Name it with --data.');
  return { file, ...(await exportAccepted({ file, set, index }, context.annotations, context.signal)) };
}

async function asText(set: AnnotatedSet, agreement: Agreement, index: SetIndex | undefined): Promise<string> {
  const { annotators, pairs, alpha, common, disagreements } = agreement;
  return [
    `${set.dataset}: ${count(annotators.length)} ${annotators.length === 1 ? 'annotator' : 'annotators'}, ${count(common)} examples that two or more decided`,
    toText(annotatorTable(agreement)),
    ...(annotators.length < 2 ? ['Agreement needs a second annotator.'] : [toText(pairTable(agreement)), ...pairs.filter((pair) => pair.common > 0).map((pair) => toText(confusionTable(pair)))]),
    ...(annotators.length < 2 ? [] : ['Kappa is Cohen’s, with the large-sample interval of Fleiss, Cohen & Everitt (1969). Discarding counts as an answer of its own.']),
    ...(alpha === null
      ? []
      : [`Krippendorff’s alpha (nominal): ${coefficient(alpha.value)}${alpha.interval === null ? '' : `, 95 % bootstrap interval ${coefficientInterval(alpha.interval)}`}`]),
    ...(annotators.length < 2 ? [] : [describeDisagreements(countDisagreements(disagreements))]),
    ...(await disagreedExamples(disagreements.slice(0, mostListed), index)).map(disagreementText),
    ...(disagreements.length > mostListed ? [`And ${count(disagreements.length - mostListed)} more: --json has them all.`] : []),
  ].join('\n\n');
}

function disagreementText({ id, answers, adjudications, example }: DisagreedExample): string {
  return [
    `${id}${example === undefined ? '' : `, line ${example.line}`}`,
    ...(example === undefined ? [] : [`  premise     ${example.premise}`, `  hypothesis  ${example.hypothesis}`]),
    ...answers.map((answer) => `  ${answerText(answer)}`),
    ...adjudications.map((answer) => `  adjudicated by ${answerText(answer)}`),
  ].join('\n');
}

function answerText({ annotator, verdict, note }: Answer): string {
  return `${annotator}: ${verdictText(verdict)}${note === null ? '' : ` (${note})`}`;
}
