import path from 'node:path';
import { Option, type Command } from 'commander';
import { count } from '../../core/report/format';
import { toText } from '../../core/report/table';
import { describeGeneration } from '../../core/synthetic/describeGeneration';
import { perLabelSchema, samplingSchema, studySampling } from '../../core/synthetic/sampling';
import { yieldReport, yieldTable } from '../../core/synthetic/yieldReport';
import { usualShots } from '../../core/synthetic/shown';
import { UserError } from '../../core/userError';
import { generate } from '../../workflows/generate';
import type { GenerateRequest } from '../../workflows/generateRequest';
import { gpuOption, number, numberOf, positive, seed } from '../arguments';
import type { CliContext } from '../context';
import { runsHereOrOnSlurm } from '../slurmJob';
import { withEngine } from '../withEngine';

interface GenerateFlags {
  readonly model: string;
  readonly adapter?: string;
  readonly scale: number;
  readonly perLabel: number;
  readonly seed: number;
  readonly out: string;
  readonly examples?: string;
  readonly shots?: number;
  readonly temperature: number;
  readonly topP: number;
  readonly minP: number;
  readonly maxTokens: number;
  readonly grammar?: true;
  readonly notIn: readonly string[];
  readonly labelCheck?: true | string;
  readonly gpu: 'auto' | 'off';
  readonly threads?: number;
  readonly models?: string;
  readonly json?: true;
}

export function addGenerate(program: Command, context: CliContext): void {
  const { temperature, topP, minP, maxTokens } = samplingSchema.shape;
  const command = program
    .command('generate')
    .description('Let a model write examples for each label. The same command again goes on where it stopped, and the set comes out the same.')
    .requiredOption('--model <file or id>', 'a GGUF file, or the ID of a model that was pulled')
    .option('--adapter <file or id>', 'a LoRA adapter in GGUF')
    .option('--scale <number>', 'how strongly the adapter works', number, 1)
    .requiredOption('--per-label <n>', 'samples of each label; those that make no example are counted and left out', numberOf(perLabelSchema))
    .option('--seed <n>', 'the same seed and settings make the same set', seed, 1)
    .requiredOption('--out <file.jsonl>', 'the set to write; what was rejected, the samples and the record go beside it')
    .option('--examples <file>', 'show the model real examples of this file, for a model that was not trained as a generator')
    .option('--shots <n>', `examples shown for each label, drawn by seed (default: ${usualShots})`, positive)
    .option('--temperature <number>', 'of the sampling; 0 takes the likeliest token', numberOf(temperature), studySampling.temperature)
    .option('--top-p <share>', 'sample among the likeliest tokens that have this share together', numberOf(topP), studySampling.topP)
    .option('--min-p <share>', "leave out tokens with less than this share of the likeliest one's probability", numberOf(minP), studySampling.minP)
    .option('--max-tokens <n>', 'longest text, in tokens', numberOf(maxTokens), studySampling.maxTokens)
    .option('--grammar', 'let only well-formed examples through (a GBNF grammar)')
    .addOption(new Option('--not-in <file...>', 'leave out pairs that are in these sets, such as HANS and the development set').default([], 'none'))
    .option('--label-check [adapter or none]', 'let the same model and adapter say what label they would give each example; or as a classifier the model with this adapter, or with none')
    .addOption(gpuOption())
    .option('--threads <n>', 'CPU threads (default, and at most: as many as there are cores)', positive)
    .option('--models <folder>', 'where pulled models are')
    .option('--json', 'print the yield as JSON');
  runsHereOrOnSlurm(command, context, {
    request: () => requestOf(command.opts(), context),
    needs: ({ model, adapter, shown, notIn, labelCheck }) => [model, adapter?.file, shown?.file, ...notIn, typeof labelCheck === 'object' ? (labelCheck.adapter ?? undefined) : undefined],
    run: (request) => runGenerate(request, command.opts(), context),
  });
}

async function runGenerate(request: GenerateRequest, flags: GenerateFlags, context: CliContext): Promise<void> {
  const record = await withEngine(context, describeGeneration, (engine, telling) => generate(request, { ...context, engine, holder: 'blindspot generate' }, telling));
  const made = yieldReport(record);
  if (flags.json) context.print(`${JSON.stringify({ file: request.out, generation: record.identity, ...made, notIn: record.notIn, tokens: record.tokens, seconds: record.times.seconds })}\n`);
  else context.print(`${request.out}: ${count(made.kept)} examples of ${count(made.samples)} samples.\n\n${toText(yieldTable([{ name: path.basename(request.out), made }]))}\n`);
}

async function requestOf(flags: GenerateFlags, context: CliContext): Promise<GenerateRequest> {
  const { examples, shots, temperature, topP, minP, maxTokens } = flags;
  const file = (name: string): string => path.resolve(context.cwd, name);
  if (examples === undefined && shots !== undefined) throw new UserError('usage', '--shots says how many examples of a file are shown: name the file with --examples.');
  return {
    model: await context.models(flags.models).resolve(flags.model),
    adapter: flags.adapter === undefined ? null : { file: await context.models(flags.models).resolveAdapter(flags.adapter), scale: flags.scale },
    gpu: flags.gpu,
    ...(flags.threads === undefined ? {} : { threads: flags.threads }),
    perLabel: flags.perLabel,
    seed: flags.seed,
    out: file(flags.out),
    shown: examples === undefined ? null : { file: file(examples), shots: shots ?? usualShots },
    sampling: { temperature, topP, minP, maxTokens, grammar: flags.grammar === true },
    notIn: flags.notIn.map(file),
    labelCheck: await labelCheckOf(flags, context),
  };
}

async function labelCheckOf({ labelCheck, models }: GenerateFlags, context: CliContext): Promise<GenerateRequest['labelCheck']> {
  if (labelCheck === undefined) return 'off';
  if (labelCheck === true) return 'itself';
  return { adapter: labelCheck === 'none' ? null : await context.models(models).resolveAdapter(labelCheck) };
}
