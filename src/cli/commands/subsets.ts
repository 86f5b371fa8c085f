import path from 'node:path';
import { Option, type Command } from 'commander';
import type { NliExample } from '../../core/nli/example';
import { count } from '../../core/report/format';
import { sampleInProportion, samplePerLabel, validationSplit } from '../../core/synthetic/subsets';
import { UserError } from '../../core/userError';
import { biasedExamples } from '../../workflows/measureBias';
import { integer, positive } from '../arguments';
import type { CliContext } from '../context';
import { tellReading } from '../setReading';

/** The study's: 750 of MNLI's training examples. */
const validationPerLabel = 250;

interface FilterFlags {
  readonly biased: true;
  readonly out: string;
  readonly json?: true;
}

interface SampleFlags {
  readonly perLabel?: number;
  readonly count?: number;
  readonly seed: number;
  readonly out: string;
  readonly json?: true;
}

interface SplitFlags {
  readonly perLabel: number;
  readonly seed: number;
  readonly validation: string;
  readonly training: string;
  readonly json?: true;
}

/** Commands that write lines of a set into another file, as they are. */
export function addSubsets(data: Command, context: CliContext): void {
  data
    .command('filter')
    .description('Write the examples of a set that pass a filter, with everything that their lines say.')
    .argument('<file>', 'the set')
    .requiredOption('--biased', 'only examples that agree with the lexical overlap heuristic: entailment with full overlap, another label without')
    .requiredOption('--out <file>', 'the file to write')
    .option('--json', 'print what was written as JSON')
    .action((file: string, { out, json }: FilterFlags) => writeParts(file, async (examples) => [{ out, part: await biasedExamples(examples, context.signal) }], {}, json, context));
  data
    .command('sample')
    .description('Write a sample of a set, stratified by label and drawn by seed.')
    .argument('<file>', 'the set')
    .addOption(new Option('--per-label <n>', 'the same number of each label').argParser(positive).conflicts('count'))
    .option('--count <n>', 'so many in all, with the shares of the labels kept', positive)
    .option('--seed <n>', 'the same seed draws the same examples', integer, 1)
    .requiredOption('--out <file>', 'the file to write')
    .option('--json', 'print what was written as JSON')
    .action((file: string, flags: SampleFlags) =>
      writeParts(file, (examples) => [{ out: flags.out, part: sampled(examples, flags) }], { seed: flags.seed }, flags.json, context),
    );
  data
    .command('split')
    .description('Write the validation split of the study: so many of each label, drawn by seed, and the rest for training.')
    .argument('<file>', 'the set')
    .option('--per-label <n>', 'validation examples of each label', positive, validationPerLabel)
    .option('--seed <n>', 'the same seed draws the same examples', integer, 1)
    .requiredOption('--validation <file>', 'the file to write the validation examples to')
    .requiredOption('--training <file>', 'the file to write all others to')
    .option('--json', 'print what was written as JSON')
    .action((file: string, { perLabel, seed, validation, training, json }: SplitFlags) => {
      if (path.resolve(context.cwd, validation) === path.resolve(context.cwd, training)) {
        throw new UserError('usage', '--validation and --training name the same file. Choose two.');
      }
      const split = (examples: readonly NliExample[]): Part[] => {
        const parts = validationSplit(examples, perLabel, seed);
        return [
          { out: validation, part: parts.validation },
          { out: training, part: parts.training },
        ];
      };
      return writeParts(file, split, { seed }, json, context);
    });
}

interface Part {
  readonly out: string;
  readonly part: readonly NliExample[];
}

function sampled(examples: readonly NliExample[], { perLabel, count: size, seed }: SampleFlags): NliExample[] {
  if (perLabel !== undefined) return samplePerLabel(examples, perLabel, seed);
  if (size !== undefined) return sampleInProportion(examples, size, seed);
  throw new UserError('usage', 'How many? Give --per-label or --count.');
}

async function writeParts(
  file: string,
  partsOf: (examples: readonly NliExample[]) => readonly Part[] | Promise<readonly Part[]>,
  drawn: { readonly seed?: number },
  json: true | undefined,
  context: CliContext,
): Promise<void> {
  const source = path.resolve(context.cwd, file);
  const { set, sha256 } = await context.files.readSet(source, context.signal);
  tellReading(file, set, context);
  const seed = drawn.seed === undefined ? '' : `, seed ${drawn.seed}`;
  const written: { file: string; examples: number; of: number; seed?: number }[] = [];
  for (const { out, part } of await partsOf(set.examples)) {
    if (part.length === 0) throw new UserError('usage', `No example of ${file} passes: ${out} was not written.`);
    const target = path.resolve(context.cwd, out);
    await context.files.writeSubset(target, { source, sha256, lines: new Set(part.map(({ line }) => line)) }, context.signal);
    written.push({ file: target, examples: part.length, of: set.examples.length, ...drawn });
    if (!json) context.print(`${target}: ${count(part.length)} of ${count(set.examples.length)} examples${seed}.\n`);
  }
  if (json) context.print(`${JSON.stringify(written.length === 1 ? written[0] : written)}\n`);
}
