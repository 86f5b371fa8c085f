import path from 'node:path';
import { Option, type Command } from 'commander';
import { describeEvaluation } from '../../core/runs/describeProgress';
import { runTitle, stem } from '../../core/runs/title';
import type { Report } from '../../core/report/report';
import type { RunRecord } from '../../core/runs/record';
import type { Selection } from '../../core/runs/selection';
import { UserError } from '../../core/userError';
import { evaluate, type EvaluateRequest } from '../../workflows/evaluate';
import { RunLibrary } from '../../workflows/runLibrary';
import { gpuOption, integer, number, positive } from '../arguments';
import type { CliContext } from '../context';
import { printReport, warningsOfRun } from '../reportText';
import { runsHereOrOnSlurm } from '../slurmJob';
import { withEngine } from '../withEngine';

interface EvaluateFlags {
  readonly model: string;
  readonly adapter: readonly string[];
  readonly withBase?: true;
  readonly scale: number;
  readonly data: readonly string[];
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
    .addOption(new Option('--adapter <file or id...>', 'a LoRA adapter in GGUF; of several each makes a run of its own, and the model is loaded once').default([], 'none'))
    .option('--with-base', 'beside the adapters, the model without any')
    .option('--scale <number>', 'how strongly the adapter works', number, 1)
    .requiredOption('--data <file...>', 'HANS, MNLI (JSON Lines or GLUE TSV), or JSON Lines of premise, hypothesis, label; each of several is a run of its own')
    .addOption(
      new Option('--per-subcase <n>', 'so many examples of each HANS subcase, drawn by seed')
        .argParser(positive)
        .conflicts('limit'),
    )
    .addOption(new Option('--limit <n>', 'so many examples of the whole file, drawn by seed').argParser(positive))
    .option('--seed <n>', 'seed of the sample', integer, 1)
    .addOption(gpuOption())
    .option('--threads <n>', 'CPU threads (default, and at most: as many as there are cores)', positive)
    .option('--out <folder>', 'folder for the run (default: .blindspot/runs/…)')
    .option('--resume', 'only go on with an earlier run')
    .option('--models <folder>', 'where pulled models are')
    .option('--json', 'print the report as JSON; a list of them for several runs');
  runsHereOrOnSlurm(command, context, {
    request: () => requestsOf(command.opts(), context),
    needs: (requests) => requests.flatMap(({ model, adapter, data }) => [model, adapter?.file, data]),
    run: (requests) => runEvaluate(requests, command.opts(), context),
  });
}

/** One after the other on one engine, whose model stays in memory. What one of them lacks does not keep the others. */
async function runEvaluate(requests: readonly EvaluateRequest[], flags: EvaluateFlags, context: CliContext): Promise<void> {
  const failures: UserError[] = [];
  const reports: object[] = [];
  await withEngine(context, describeEvaluation, async (engine, telling) => {
    for (const [at, request] of requests.entries()) {
      if (requests.length > 1) telling.onWarning(`${at + 1} of ${requests.length}: ${describeRequest(request)}`);
      try {
        const record = await evaluate(request, { ...context, engine, holder: 'blindspot evaluate' }, telling);
        telling.endLine();
        const { report, warnings } = await resultsOf(record, context);
        if (flags.json) reports.push({ run: record.id, ...report, warnings });
        else printReport(runTitle(record), report, warnings, context);
        context.tell(`\nRun ${record.id}: ${record.scored.toLocaleString('en')} examples scored.\n`);
      } catch (error) {
        if (requests.length === 1 || context.signal.aborted || !(error instanceof UserError)) throw error;
        telling.onWarning(error.message);
        failures.push(error);
      }
    }
  });
  if (flags.json) context.print(`${JSON.stringify(requests.length === 1 ? reports[0] : reports)}\n`);
  const [first] = failures;
  if (first !== undefined) throw new UserError(first.code, `${failures.length} of ${requests.length} runs did not come to their end. The first: ${first.message}`);
}

async function resultsOf(record: RunRecord, context: CliContext): Promise<{ readonly report: Report; readonly warnings: Awaited<ReturnType<typeof warningsOfRun>> }> {
  const { report } = await new RunLibrary(context.runs, context.files).results(record.id);
  return { report, warnings: await warningsOfRun(record, report, context) };
}

function describeRequest({ model, adapter, data }: EvaluateRequest): string {
  return `${[model, ...(adapter === null ? [] : [adapter.file])].map(stem).join(' + ')} on ${stem(data)}`;
}

/** Every adapter on every data file; the model alone where there is none, and where it is asked for. */
async function requestsOf(flags: EvaluateFlags, context: CliContext): Promise<readonly EvaluateRequest[]> {
  const models = context.models(flags.models);
  const model = await models.resolve(flags.model);
  const adapters: EvaluateRequest['adapter'][] = flags.withBase === true || flags.adapter.length === 0 ? [null] : [];
  for (const name of flags.adapter) adapters.push({ file: await models.resolveAdapter(name), scale: flags.scale });
  const runs = adapters.length * flags.data.length;
  if (runs > 1 && flags.out !== undefined) {
    throw new UserError('usage', `--out names the folder of one run, and these are ${runs}. Leave it out: each run gets a folder of its own among the others.`);
  }
  return adapters.flatMap((adapter) =>
    flags.data.map((data) => ({
      model,
      adapter,
      data: path.resolve(context.cwd, data),
      selection: selectionOf(flags),
      gpu: flags.gpu,
      ...(flags.threads === undefined ? {} : { threads: flags.threads }),
      ...(flags.out === undefined ? {} : { folder: path.resolve(context.cwd, flags.out) }),
      resumeOnly: flags.resume === true,
    })),
  );
}

function selectionOf({ perSubcase, limit, seed }: EvaluateFlags): Selection {
  if (perSubcase !== undefined) return { kind: 'per-subcase', count: perSubcase, seed };
  if (limit !== undefined) return { kind: 'limit', count: limit, seed };
  return { kind: 'all' };
}
