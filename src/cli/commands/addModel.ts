import { stat } from 'node:fs/promises';
import path from 'node:path';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { isLabel, labels, type Label } from '../../core/nli/label';
import { describeAgreement } from '../../core/training/agreement';
import { UserError } from '../../core/userError';
import type { ModelStore } from '../../storage/models/modelStore';
import { addModelFile } from '../../workflows/addModelFile';
import { importAdapter, type ImportOutcome } from '../../workflows/importAdapter';
import { positive } from '../arguments';
import type { CliContext } from '../context';
import { withEngine } from '../withEngine';

interface AddFlags {
  readonly base?: string;
  readonly out?: string;
  readonly headRows: readonly Label[];
  readonly threads?: number;
  readonly models?: string;
  readonly json?: true;
}

/** Gives the command its options; `models.ts` adds those that all commands of models have. */
export function defineAdd(command: Command, context: CliContext): Command {
  return command
    .description('Give a model file of your own an ID (the file stays where it is), or make an adapter GGUF of a folder that PEFT has saved.')
    .argument('<file or folder>', 'a GGUF file; or, with --base, a folder with adapter_config.json and adapter_model.safetensors')
    .option('--base <file or id>', 'the GGUF of the model that the PEFT adapter was trained on')
    .option('--out <file.gguf>', "the adapter to write (default: in the models folder, by the folder's name)")
    .addOption(new Option('--head-rows <labels>', "what the rows of a classifier's head stand for, in their order").argParser(labelOrder).default([...labels], labels.join(',')))
    .option('--threads <n>', 'CPU threads for the check (default, and at most: as many as there are cores)', positive)
    .action(async (name: string, flags: AddFlags) => {
      const subject = path.resolve(context.cwd, name);
      const isFolder = await stat(subject).then((entry) => entry.isDirectory(), () => false);
      const models = context.models(flags.models);
      if (isFolder) await addFolder(subject, flags, models, context);
      else await addFile(subject, flags, models, context);
    });
}

async function addFile(file: string, { base, json }: AddFlags, models: ModelStore, context: CliContext): Promise<void> {
  if (base !== undefined) throw new UserError('usage', `--base belongs to a folder that PEFT has saved, and ${file} is none: leave it out, or name the folder.`);
  const added = await addModelFile(file, models, context.startProbe);
  if (json) context.print(`${JSON.stringify(added)}\n`);
  else context.print(`${added.path} can be named ${added.id}.\n`);
}

async function addFolder(folder: string, flags: AddFlags, models: ModelStore, context: CliContext): Promise<void> {
  if (flags.base === undefined) {
    throw new UserError('usage', `${folder} is a folder: name the GGUF that its PEFT adapter was trained on with --base, or give a .gguf file.`);
  }
  const base = await models.resolve(flags.base);
  const out = flags.out === undefined ? path.join(models.folder, `${path.basename(folder)}.gguf`) : path.resolve(context.cwd, flags.out);
  if (await stat(out).then(() => true, () => false)) throw new UserError('usage', `${out} is there already: give the adapter another name with --out.`);
  const request = { folder, base, out, headRows: flags.headRows, ...(flags.threads === undefined ? {} : { threads: flags.threads }) };
  const imported = await withEngine(context, (doing: string) => doing, (engine, telling) => importAdapter(request, { ...context, engine }, telling));
  const added = await models.addAdapter(out);
  if (flags.json) context.print(`${JSON.stringify({ ...added, ...imported })}\n`);
  else context.print(`${asText(added.path, added.id, flags.headRows, imported)}\n`);
}

function asText(file: string, id: string, headRows: readonly Label[], { rank, head, trainedOn, check }: ImportOutcome): string {
  const lines = [`${file}: an adapter of rank ${rank}${trainedOn === null ? '' : `, trained on ${trainedOn}`}. It can be named ${id}.`];
  if (head) lines.push(`Its head's rows were read as ${headRows.join(', ')}; --head-rows says otherwise.`);
  if (check !== null) lines.push(`Label log-probabilities of engine and PEFT differ by at most ${describeAgreement(check.full)} with the base in full precision,`, `and by at most ${describeAgreement(check.asRun)} with the base as it is run.`);
  return lines.join('\n');
}

function labelOrder(text: string): readonly Label[] {
  const named = text.split(',').map((name) => name.trim());
  const order = named.filter(isLabel);
  if (named.length !== labels.length || new Set(order).size !== labels.length) throw new InvalidArgumentError(`${labels.join(', ')} are expected, each once, in some order.`);
  return order;
}
