import path from 'node:path';
import type { Command } from 'commander';
import { filesOf, publishedData, uncheckedSentence, type PublishedData } from '../../core/data/publishedData';
import { formatBytes } from '../../core/models/formatBytes';
import { UserError } from '../../core/userError';
import { pullData } from '../../storage/data/pullData';
import type { CliContext } from '../context';
import { describeDownload } from '../downloadProgress';
import { ProgressLine } from '../progressLine';

interface PullFlags {
  readonly out: string;
  readonly from?: string;
  readonly json?: true;
}

export function addPublishedData(data: Command, context: CliContext): void {
  data
    .command('list')
    .description('List the published sets that can be fetched.')
    .option('--json', 'print them as JSON')
    .action((flags: { readonly json?: true }) => {
      if (flags.json) context.print(`${JSON.stringify({ data: publishedData })}\n`);
      else context.print(publishedData.map(asText).join('\n'));
    });
  data
    .command('pull')
    .description('Fetch a published set and hold it against its checksum, unless it is already there.')
    .argument('<id>', publishedData.map(({ id }) => id).join(', '))
    .option('--out <folder>', 'where to', '.')
    .option('--from <file>', 'a copy on this machine, instead of a download')
    .option('--json', 'print the files as JSON')
    .action((id: string, flags: PullFlags) => pull(id, flags, context));
}

async function pull(id: string, flags: PullFlags, context: CliContext): Promise<void> {
  const data = publishedData.find((each) => each.id === id);
  if (data === undefined) throw new UserError('usage', `There is no published set ${id}: choose among ${publishedData.map((each) => each.id).join(', ')}.`);
  const line = new ProgressLine(context);
  try {
    const { files, fetched, unchecked } = await pullData(data, path.resolve(context.cwd, flags.out), context.download, {
      signal: context.signal,
      onProgress: (progress) => {
        line.update(describeDownload(progress));
      },
      ...(flags.from === undefined ? {} : { from: path.resolve(context.cwd, flags.from) }),
    });
    line.end();
    if (unchecked.length > 0) context.tell(`${uncheckedSentence(data)}\n`);
    if (flags.json) context.print(`${JSON.stringify({ id, files, fetched, unchecked })}\n`);
    else context.print(files.map((file) => `${file}${fetched ? '' : ' (was already there)'}\n`).join(''));
  } finally {
    line.end();
  }
}

function asText(data: PublishedData): string {
  return `${data.id}\n    ${data.title}: ${data.about}\n    ${filesOf(data).join(', ')}; download ${formatBytes(data.bytes)}\n    ${data.licence.name}: ${data.licence.url}\n`;
}
