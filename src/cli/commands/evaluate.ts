import path from 'node:path';
import { Option, type Command } from 'commander';
import { describeProgress } from '../../core/runs/describeProgress';
import { runTitle } from '../../core/runs/title';
import type { Selection } from '../../core/runs/selection';
import { evaluate, type EvaluateProgress, type EvaluateRequest } from '../../workflows/evaluate';
import { RunLibrary } from '../../workflows/runLibrary';
import { integer, number, positive } from '../arguments';
import type { CliContext } from '../context';
import { printReport, warningsOfRun } from '../reportText';
import { runsHereOrOnSlurm } from '../slurmJob';
import { withEngine } from '../withEngine';

interface EvaluateFlags {
  readonly model: string;
  readonly adapter?: string;
  readonly scale: number;
  readonly data: string;
  readonly perSubcase?: number;
  readonly limit?: number;
  readonly seed: number;
  readonly gpu: 'auto' | 'off';
  readonly threads?: number;
  readonly out?: string;
  readonly resume?: true;
  readonly models?: string;
  readonly json?: true;
}

export function addEvaluate(program: Command, context: CliContext): void {
  const command = program
    .command('evaluate')
    .description('Score a data file with a model. The same command again goes on where it stopped.')
    .requiredOption('--model <file or id>', 'a GGUF file, or the ID of a model that was pulled')
    .option('--adapter <file or id>', 'a LoRA adapter in GGUF')
    .option('--scale <number>', 'how strongly the adapter works', number, 1)
    .requiredOption('--data <file>', 'HANS, MNLI (JSON Lines or GLUE TSV), or JSON Lines of premise, hypothesis, label')
    .addOption(
      new Option('--per-subcase <n>', 'so many examples of each HANS subcase, drawn by seed')
        .argParser(positive)
        .conflicts('limit'),
    )
    .addOption(new Option('--limit <n>', 'so many examples of the whole file, drawn by seed').argParser(positive))
    .option('--seed <n>', 'seed of the sample', integer, 1)
    .addOption(new Option('--gpu <mode>', 'use a GPU if there is one').choices(['auto', 'off']).default('auto'))
    .option('--threads <n>', 'CPU threads (default: as many as there are cores)', positive)
    .option('--out <folder>', 'folder for the run (default: .blindspot/runs/…)')
    .option('--resume', 'only go on with an earlier run')
    .option('--models <folder>', 'where pulled models are')
    .option('--json', 'print the report as JSON');
  runsHereOrOnSlurm(command, context, {
    request: () => requestOf(command.opts(), context),
    needs: ({ model, adapter, data }) => [model, adapter?.file, data],
    run: (request) => runEvaluate(request, command.opts(), context),
  });
}

async function runEvaluate(request: EvaluateRequest, flags: EvaluateFlags, context: CliContext): Promise<void> {
  const record = await withEngine(context, describe, (engine, telling) => evaluate(request, { ...context, engine, holder: 'blindspot evaluate' }, telling));
  const { report } = await new RunLibrary(context.runs, context.files).results(record.id);
  const warnings = await warningsOfRun(record, report, context);
  if (flags.json) context.print(`${JSON.stringify({ run: record.id, ...report, warnings })}\n`);
  else printReport(runTitle(record), report, warnings, context);
  context.tell(`\nRun ${record.id}: ${record.scored.toLocaleString('en')} examples scored.\n`);
}

async function requestOf(flags: EvaluateFlags, context: CliContext): Promise<EvaluateRequest> {
  return {
    model: await context.models(flags.models).resolve(flags.model),
    adapter: flags.adapter === undefined ? null : { file: await context.models(flags.models).resolveAdapter(flags.adapter), scale: flags.scale },
    data: path.resolve(context.cwd, flags.data),
    selection: selectionOf(flags),
    gpu: flags.gpu,
    ...(flags.threads === undefined ? {} : { threads: flags.threads }),
    ...(flags.out === undefined ? {} : { folder: path.resolve(context.cwd, flags.out) }),
    resumeOnly: flags.resume === true,
  };
}

function selectionOf({ perSubcase, limit, seed }: EvaluateFlags): Selection {
  if (perSubcase !== undefined) return { kind: 'per-subcase', count: perSubcase, seed };
  if (limit !== undefined) return { kind: 'limit', count: limit, seed };
  return { kind: 'all' };
}

function describe(progress: EvaluateProgress): string {
  switch (progress.phase) {
    case 'hashing':
      return `Checking the model file: ${Math.round(100 * progress.fraction)} %`;
    case 'loading':
      return `Loading the model: ${Math.round(100 * progress.fraction)} %`;
    case 'scoring':
      return describeProgress(progress);
  }
}
