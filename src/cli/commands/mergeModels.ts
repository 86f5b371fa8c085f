import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { Option, type Command } from 'commander';
import { formatBytes } from '../../core/models/formatBytes';
import { percent } from '../../core/report/format';
import { describeModelProgress } from '../../core/runs/describeProgress';
import type { Tally } from '../../core/scoring/tally';
import { describeAgreement } from '../../core/training/agreement';
import { mergedTypes, type MergedType } from '../../core/training/mergedTypes';
import { UserError } from '../../core/userError';
import { mergeAdapter, type Merged, type MergeProgress } from '../../workflows/mergeAdapter';
import { integer, number, positive } from '../arguments';
import type { CliContext } from '../context';
import { withEngine } from '../withEngine';

interface MergeFlags {
  readonly model: string;
  readonly adapter: string;
  readonly scale: number;
  readonly out: string;
  readonly type: MergedType;
  readonly data?: string;
  readonly limit: number;
  readonly seed: number;
  readonly threads?: number;
  readonly models?: string;
  readonly json?: true;
}

/** Gives the command its options; `models.ts` adds those that all commands of models have. */
export function defineMerge(command: Command, context: CliContext): Command {
  return command
    .description('Write a model with an adapter in its weights, as one GGUF: faster, and for other programs too. Its answers are held against those of the two.')
    .requiredOption('--model <file or id>', 'the base')
    .requiredOption('--adapter <file or id>', 'a LoRA adapter in GGUF')
    .option('--scale <number>', 'how strongly the adapter works', number, 1)
    .requiredOption('--out <file.gguf>', 'the model to write')
    .addOption(new Option('--type <type>', 'of its weights').choices(mergedTypes).default('Q8_0'))
    .option('--data <file>', 'compare the accuracy on a sample of this file too')
    .option('--limit <n>', 'examples of the sample, drawn by seed', positive, 200)
    .option('--seed <n>', 'seed of the sample', integer, 1)
    .option('--threads <n>', 'CPU threads (default, and at most: as many as there are cores)', positive)
    .action((flags: MergeFlags) => runMerge(flags, context));
}

async function runMerge(flags: MergeFlags, context: CliContext): Promise<void> {
  const file = (name: string): string => path.resolve(context.cwd, name);
  const models = context.models(flags.models);
  const [model, adapter, out] = [await models.resolve(flags.model), await models.resolveAdapter(flags.adapter), file(flags.out)];
  await requireAnother(out, [model, adapter]);
  const request = {
    ...{ model, out, type: flags.type, adapter: { file: adapter, scale: flags.scale } },
    ...(flags.threads === undefined ? {} : { threads: flags.threads }),
    ...(flags.data === undefined ? {} : { sample: { file: file(flags.data), count: flags.limit, seed: flags.seed } }),
  };
  const merged = await withEngine(context, describe, (engine, telling) => mergeAdapter(request, { ...context, engine }, telling));
  const bytes = { merged: (await stat(out)).size, base: (await stat(model)).size };
  if (flags.json) context.print(`${JSON.stringify({ file: out, type: flags.type, bytes, ...merged })}\n`);
  else context.print(`${asText(out, flags.type, bytes, merged)}\n`);
}

/** A model that is read while it is written over would be lost. */
async function requireAnother(out: string, read: readonly string[]): Promise<void> {
  const real = (file: string): Promise<string> => realpath(file).catch(() => file);
  const taken = await Promise.all(read.map(real));
  if (taken.includes(await real(out))) throw new UserError('usage', `${out} is what is merged: give the merged model another name with --out.`);
}

function describe(progress: MergeProgress): string {
  switch (progress.phase) {
    case 'hashing':
      return `Checking the files, ${Math.round(100 * progress.fraction)} %`;
    case 'preparing':
      return progress.doing;
    case 'loading':
      return describeModelProgress(progress);
    case 'scoring':
      return `Comparing answers, ${progress.scored} of ${progress.total}`;
    case 'writing':
      return `Merging, ${Math.round(100 * progress.fraction)} %`;
  }
}

function asText(out: string, type: MergedType, bytes: { readonly merged: number; readonly base: number }, { agreement, accuracy, changed }: Merged): string {
  const lines = [
    `${out}: ${changed} matrices changed, ${type}, ${formatBytes(bytes.merged)} (the base: ${formatBytes(bytes.base)}).`,
    `Label log-probabilities differ from those of base and adapter by at most ${describeAgreement(agreement)}.`,
  ];
  if (accuracy !== null) lines.push(`Accuracy on ${accuracy.merged.total} examples: ${share(accuracy.merged)}; of base and adapter ${share(accuracy.pair)}.`);
  return lines.join('\n');
}

function share({ accuracy }: Tally): string {
  return accuracy === null ? 'none' : percent(accuracy);
}
