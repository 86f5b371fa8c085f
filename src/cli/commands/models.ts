import type { Command } from 'commander';
import { cardText } from '../../core/models/card';
import { describeLicence, describeNeed } from '../../core/models/describeModel';
import { formatBytes } from '../../core/models/formatBytes';
import type { ListedModel } from '../../core/models/listedModel';
import { memoryNeeded } from '../../core/models/memory';
import { modelCard } from '../../workflows/modelCard';
import { probing } from '../../workflows/probing';
import type { CliContext } from '../context';
import { describeDownload } from '../downloadProgress';
import { ProgressLine } from '../progressLine';
import { defineAdd } from './addModel';
import { defineMerge } from './mergeModels';

interface ModelsFlags {
  readonly models?: string;
  readonly json?: true;
}

interface PullFlags extends ModelsFlags {
  readonly acceptLicence?: true;
}

export function addModels(program: Command, context: CliContext): void {
  const models = program.command('models').description('Fetch, list, describe and merge models.');
  shared(models.command('list').description('List the models that can be named by their ID.')).action(
    (flags: ModelsFlags) => list(flags, context),
  );
  shared(models.command('pull').description('Fetch a model of the catalogue, unless it is already there.'))
    .argument('<id>', 'as `models list` gives it')
    .option('--accept-licence', "say that you accept the model's licence")
    .action((id: string, flags: PullFlags) => pull(id, flags, context));
  shared(models.command('card').description('Say what a model or adapter file is: shape, quantisation, context, tokenizer, the tokens of the labels. Nothing is loaded.'))
    .argument('<file or id>', 'a GGUF file, or the ID of a model that is there')
    .action((reference: string, flags: ModelsFlags) => card(reference, flags, context));
  defineAdd(shared(models.command('add')), context);
  defineMerge(shared(models.command('merge')), context);
}

function shared(command: Command): Command {
  return command
    .option('--models <folder>', "where models are kept (default: BLINDSPOT_MODELS, or the user's data folder)")
    .option('--json', 'print the result as JSON');
}

async function list(flags: ModelsFlags, context: CliContext): Promise<void> {
  const models = await context.models(flags.models).list();
  if (flags.json) context.print(`${JSON.stringify({ models: models.map(asJson) })}\n`);
  else context.print(models.map((model) => asText(model, context.memory)).join('\n'));
}

async function card(reference: string, { models: folder, json }: ModelsFlags, context: CliContext): Promise<void> {
  const models = context.models(folder);
  const file = await models.resolve(reference);
  const subject = { ...(await models.describe(file)), memory: context.memory };
  const found = await probing(context.startProbe, (probe) => modelCard(subject, probe));
  if (json) context.print(`${JSON.stringify(found)}\n`);
  else context.print(cardText(found));
}

async function pull(id: string, flags: PullFlags, context: CliContext): Promise<void> {
  const line = new ProgressLine(context);
  try {
    const pulled = await context.models(flags.models).pull(id, {
      licenceAccepted: flags.acceptLicence === true,
      signal: context.signal,
      onProgress: (progress) => {
        line.update(describeDownload(progress));
      },
    });
    line.end();
    if (!pulled.verified) {
      context.tell(`No checksum is published for ${id}, so that what came was checked by its size only. Its SHA-256 is ${pulled.sha256}.\n`);
    }
    if (flags.json) context.print(`${JSON.stringify({ id, ...pulled })}\n`);
    else context.print(`${pulled.path}${pulled.downloaded ? '' : ' (was already there)'}\n`);
  } finally {
    line.end();
  }
}

function asText({ id, title, path: file, there, bytes, part, catalogue, kind }: ListedModel, memory: number): string {
  const size = bytes === null ? '' : `, ${formatBytes(bytes)}`;
  const about = catalogue === null ? `your own${kind === 'adapter' ? ' adapter' : ''}` : catalogue.quantization;
  const begun = part === 0 ? '' : ` (${formatBytes(part)} are here)`;
  const place = there ? file : catalogue === null ? `gone: ${file}` : `not here yet: blindspot models pull ${id}${begun}`;
  const need = kind === 'model' && bytes !== null ? `; ${describeNeed(bytes, memory)}` : '';
  const licence = catalogue === null ? '' : `\n    ${describeLicence(catalogue.licence)}${catalogue.licence.mustBeAccepted ? ', to be accepted' : ''}`;
  const unchecked = catalogue?.sha256 === null ? '\n    checked by its size only: no checksum is published' : '';
  return `${id}\n    ${title} (${about}${size}${need})${licence}${unchecked}\n    ${place}\n`;
}

function asJson({ id, title, path: file, there, bytes, part, catalogue, kind }: ListedModel): object {
  return {
    id,
    kind,
    title,
    path: file,
    there,
    bytes,
    ...(catalogue && {
      quantization: catalogue.quantization,
      sha256: catalogue.sha256,
      licence: { name: catalogue.licence.name, url: catalogue.licence.url },
      memory: memoryNeeded(catalogue.bytes),
      part,
    }),
  };
}
