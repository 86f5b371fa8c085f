import path from 'node:path';
import type { Command } from 'commander';
import { writeHansSet } from '../../storage/hansSetFile';
import { integer, positive } from '../arguments';
import type { CliContext } from '../context';
import { addPublishedData } from './publishedData';
import { addSubsets } from './subsets';

interface MakeFlags {
  readonly perSubcase: number;
  readonly seed: number;
  readonly out: string;
  readonly json?: true;
}

export function addData(program: Command, context: CliContext): void {
  const data = program.command('data').description('Fetch and make data files, and parts of them.');
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
      const examples = await writeHansSet(file, flags, context.signal);
      if (flags.json) context.print(`${JSON.stringify({ file, examples, seed: flags.seed })}\n`);
      else context.print(`${file}: ${examples.toLocaleString('en')} examples, seed ${flags.seed}.\n`);
    });
  addPublishedData(data, context);
  addSubsets(data, context);
}
