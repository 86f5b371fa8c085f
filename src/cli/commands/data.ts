import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { finished } from 'node:stream/promises';
import type { Command } from 'commander';
import { formatHansRow, hansHeader } from '../../core/hans/hansFile';
import { makeHansExamples } from '../../core/hans/generator/makeHansExamples';
import { makeFolder } from '../../storage/makeFolder';
import { explain } from '../../storage/systemError';
import { integer, positive } from '../arguments';
import type { CliContext } from '../context';

interface MakeFlags {
  readonly perSubcase: number;
  readonly seed: number;
  readonly out: string;
  readonly json?: true;
}

export function addData(program: Command, context: CliContext): void {
  const data = program.command('data').description('Make data files.');
  data
    .command('make')
    .description('Make a data file from templates.')
    .command('hans')
    .description("Make examples after HANS's 30 subcases, from templates and a vocabulary of our own, in HANS's file format.")
    .requiredOption('--per-subcase <n>', 'examples of each subcase', positive)
    .option('--seed <n>', 'the same seed makes the same file', integer, 1)
    .requiredOption('--out <file>', 'the file to write')
    .option('--json', 'print what was made as JSON')
    .action(async (flags: MakeFlags) => {
      const file = path.resolve(context.cwd, flags.out);
      const examples = await writeHans(file, flags, context.signal);
      if (flags.json) context.print(`${JSON.stringify({ file, examples, seed: flags.seed })}\n`);
      else context.print(`${file}: ${examples.toLocaleString('en')} examples, seed ${flags.seed}.\n`);
    });
}

/** Writes beside the file first, so that nobody meets half a set under its name. */
async function writeHans(file: string, { perSubcase, seed }: MakeFlags, signal: AbortSignal): Promise<number> {
  const partial = `${file}.partial`;
  let examples = 0;
  try {
    await makeFolder(path.dirname(file));
    const out = createWriteStream(partial, { signal });
    out.write(hansHeader);
    for (const row of makeHansExamples({ perSubcase, seed })) {
      examples += 1;
      if (!out.write(formatHansRow(row))) await once(out, 'drain', { signal });
    }
    out.end();
    await finished(out);
    await rename(partial, file);
  } catch (error) {
    await rm(partial, { force: true });
    throw explain(error, 'write', file);
  }
  return examples;
}
