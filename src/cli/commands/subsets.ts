import path from 'node:path';
import { Option, type Command } from 'commander';
import type { NliExample } from '../../core/nli/example';
import { count } from '../../core/report/format';
import { distinct, sampleInProportion, samplePerLabel, validationSplit, without } from '../../core/synthetic/subsets';
import { UserError } from '../../core/userError';
import type { Subset } from '../../ports/files';
import { isSameFile } from '../../storage/sameFile';
import { requireOtherFile } from '../../storage/subsetFile';
import { biasedSubset } from '../../workflows/measureBias';
import { positive, seed as seedOf } from '../arguments';
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
  readonly notIn: readonly string[];
  readonly seed: number;
  readonly out: string;
  readonly json?: true;
}

interface SplitFlags {
  readonly perLabel: number;
  readonly distinct?: true;
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
    .action(async (file: string, { out, json }: FilterFlags) => {
      const { subset, examples, reading } = await biasedSubset(path.resolve(context.cwd, file), context.files, context.signal);
      tellReading(file, reading, context);
      await writeParts(file, [{ out, subset }], { of: examples }, json, context);
    });
  data
    .command('sample')
    .description('Write a sample of a set, stratified by label and drawn by seed.')
    .argument('<file>', 'the set')
    .addOption(new Option('--per-label <n>', 'the same number of each label').argParser(positive).conflicts('count'))
    .option('--count <n>', 'so many in all, with the shares of the labels kept', positive)
    .addOption(new Option('--not-in <file...>', 'draw only pairs that are not in these sets').default([], 'none'))
    .option('--seed <n>', 'the same seed draws the same examples', seedOf, 1)
    .requiredOption('--out <file>', 'the file to write')
    .option('--json', 'print what was written as JSON')
    .action(async (file: string, flags: SampleFlags) => {
      const { examples: all, subsetOf } = await readWhole(file, context);
      let examples = all;
      for (const other of flags.notIn) examples = without(examples, (await readWhole(other, context)).examples);
      const part = { out: flags.out, subset: subsetOf(sampled(examples, flags)) };
      await writeParts(file, [part], { of: examples.length, seed: flags.seed }, flags.json, context);
    });
  data
    .command('split')
    .description('Write the validation split of the study: so many of each label, drawn by seed, and the rest for training.')
    .argument('<file>', 'the set')
    .option('--per-label <n>', 'validation examples of each label', positive, validationPerLabel)
    .option('--distinct', 'take examples that stand there more than once only once')
    .option('--seed <n>', 'the same seed draws the same examples', seedOf, 1)
    .requiredOption('--validation <file>', 'the file to write the validation examples to')
    .requiredOption('--training <file>', 'the file to write all others to')
    .option('--json', 'print what was written as JSON')
    .action(async (file: string, { perLabel, distinct: once, seed, validation, training, json }: SplitFlags) => {
      if (await isSameFile(path.resolve(context.cwd, validation), path.resolve(context.cwd, training))) {
        throw new UserError('usage', '--validation and --training name the same file. Choose two.');
      }
      const { examples, subsetOf } = await readWhole(file, context);
      const split = validationSplit(once ? distinct(examples) : examples, perLabel, seed);
      const parts = [
        { out: validation, subset: subsetOf(split.validation) },
        { out: training, subset: subsetOf(split.training) },
      ];
      await writeParts(file, parts, { of: examples.length, seed }, json, context);
    });
}

interface Part {
  readonly out: string;
  readonly subset: Subset;
}

interface WholeSet {
  readonly examples: readonly NliExample[];
  /** Some of its examples, as lines of its file. */
  readonly subsetOf: (examples: readonly NliExample[]) => Subset;
}

async function readWhole(file: string, context: CliContext): Promise<WholeSet> {
  const source = path.resolve(context.cwd, file);
  const { set, sha256 } = await context.files.readSet(source, context.signal);
  tellReading(file, set, context);
  return { examples: set.examples, subsetOf: (examples) => ({ source, sha256, lines: new Set(examples.map(({ line }) => line)) }) };
}

function sampled(examples: readonly NliExample[], { perLabel, count: size, seed }: SampleFlags): NliExample[] {
  if (perLabel !== undefined) return samplePerLabel(examples, perLabel, seed);
  if (size !== undefined) return sampleInProportion(examples, size, seed);
  throw new UserError('usage', 'How many? Give --per-label or --count.');
}

/** @param about how many examples the set has, and by which seed the parts were drawn */
async function writeParts(
  file: string,
  parts: readonly Part[],
  about: { readonly of: number; readonly seed?: number },
  json: true | undefined,
  context: CliContext,
): Promise<void> {
  // All of them first, so that nothing is written of what cannot be written whole.
  for (const { out, subset } of parts) {
    if (subset.lines.size === 0) throw new UserError('usage', `No example of ${file} passes: ${out} was not written.`);
    await requireOtherFile(path.resolve(context.cwd, out), subset.source);
  }
  const written: { file: string; examples: number; of: number; seed?: number }[] = [];
  for (const { out, subset } of parts) {
    const examples = subset.lines.size;
    const target = path.resolve(context.cwd, out);
    await context.files.writeSubset(target, subset, context.signal);
    written.push({ file: target, examples, ...about });
    const seed = about.seed === undefined ? '' : `, seed ${about.seed}`;
    if (!json) context.print(`${target}: ${count(examples)} of ${count(about.of)} examples${seed}.\n`);
  }
  if (json) context.print(`${JSON.stringify(written.length === 1 ? written[0] : written)}\n`);
}
