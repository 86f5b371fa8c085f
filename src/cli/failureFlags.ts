import { Option, type Command } from 'commander';
import { failureDocument } from '../core/failures/document';
import type { FailureList } from '../core/failures/failureList';
import { describeFilter, failureFilterSchema, type FailureFilter } from '../core/failures/filter';
import { failuresJson } from '../core/failures/json';
import { heuristics } from '../core/hans/subcases';
import { binaryLabels, labels } from '../core/nli/label';
import { UserError } from '../core/userError';
import { share } from './arguments';
import type { CliContext } from './context';

const everyLabel = [...new Set([...labels, ...binaryLabels])];

/** The options that choose among failing examples; they go with `--failures`. */
export function addFilterOptions(command: Command): Command {
  return command
    .addOption(new Option('--heuristic <name>', 'with --failures: of this heuristic').choices(heuristics))
    .option('--subcase <name>', 'with --failures: of this subcase')
    .option('--template <name>', 'with --failures: of this template')
    .addOption(new Option('--gold <label>', 'with --failures: with this gold label').choices(everyLabel))
    .addOption(new Option('--predicted <label>', 'with --failures: answered so').choices(everyLabel))
    .option('--confidence-at-least <share>', 'with --failures: the predicted label has this share of the label mass (0 to 1)', share)
    .option('--confidence-at-most <share>', 'with --failures: it has no more than this', share);
}

/** The filter among a command's flags. */
export function filterOf(flags: object): FailureFilter {
  return failureFilterSchema.parse(flags);
}

/** @throws UserError `usage` when a filter was named where no examples are listed */
export function requireNoFilter(filter: FailureFilter): void {
  if (Object.keys(filter).length === 0) return;
  throw new UserError('usage', `Without --failures no examples are listed, so there is nothing to choose among (${describeFilter(filter)}). Add --failures.`);
}

/** Prints failing examples as text or, with --json, as JSON. */
export function printFailures(list: FailureList, flags: { readonly json?: true }, context: Pick<CliContext, 'print'>): void {
  context.print(flags.json ? `${JSON.stringify(failuresJson(list))}\n` : `${failureDocument(list).text}\n`);
}
