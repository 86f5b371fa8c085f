import { draw } from '../draw';
import { groupBy } from '../groupBy';
import type { NliExample } from '../nli/example';
import { labels, type AnyLabel } from '../nli/label';
import { count } from '../report/format';
import { UserError } from '../userError';
import { pairKey } from './parseSample';

/**
 * The same number of each label, drawn by seed, in the file's order.
 *
 * @throws UserError `usage` when a label of the set has fewer
 */
export function samplePerLabel(examples: readonly NliExample[], perLabel: number, seed: number): NliExample[] {
  const byLabel = groupBy(examples, ({ gold }) => gold);
  return inFileOrder(
    [...byLabel].flatMap(([label, group]) => {
      if (group.length < perLabel) {
        throw new UserError('usage', `Of label ${label} there are only ${count(group.length)} examples: ask for at most as many a label.`);
      }
      return draw(group, perLabel, seedOf(label, seed));
    }),
  );
}

/**
 * So many of the set with its shares of the labels kept, drawn by seed, in the file's order. What is
 * over when the shares are rounded down goes to the labels that lose most by it.
 *
 * @throws UserError `usage` when the set has fewer
 */
export function sampleInProportion(examples: readonly NliExample[], size: number, seed: number): NliExample[] {
  if (examples.length < size) throw new UserError('usage', `There are only ${count(examples.length)} examples: ask for at most as many.`);
  const byLabel = [...groupBy(examples, ({ gold }) => gold)].map(([label, group]) => {
    const due = (size * group.length) / examples.length;
    return { label, group, whole: Math.floor(due), loss: due - Math.floor(due) };
  });
  const over = size - byLabel.reduce((sum, { whole }) => sum + whole, 0);
  const first = [...byLabel].sort((one, other) => other.loss - one.loss).slice(0, over);
  return inFileOrder(byLabel.flatMap((part) => draw(part.group, part.whole + Number(first.includes(part)), seedOf(part.label, seed))));
}

/**
 * The study's validation split: so many of each label, drawn by seed, and all others for training.
 *
 * @throws UserError `usage` when a label of the set has fewer, or nothing is left
 */
export function validationSplit(
  examples: readonly NliExample[],
  perLabel: number,
  seed: number,
): { readonly validation: readonly NliExample[]; readonly training: readonly NliExample[] } {
  const validation = samplePerLabel(examples, perLabel, seed);
  const held = new Set(validation);
  const training = examples.filter((example) => !held.has(example));
  if (training.length === 0) throw new UserError('usage', 'The validation split takes every example and leaves none to train on: ask for fewer a label.');
  return { validation, training };
}

/** What makes two examples the same one, letter for letter. */
export function exampleKey({ premise, hypothesis, gold }: Pick<NliExample, 'premise' | 'hypothesis' | 'gold'>): string {
  return `${gold}\n${premise}\n${hypothesis}`;
}

/** The examples that have not come before, letter for letter. */
export function distinct(examples: readonly NliExample[]): NliExample[] {
  const seen = new Set<string>();
  return examples.filter((example) => {
    const key = exampleKey(example);
    const first = !seen.has(key);
    seen.add(key);
    return first;
  });
}

/** The examples whose pair is none of the others'. Pairs are the same when they differ only in case, punctuation and spaces. */
export function without(examples: readonly NliExample[], others: readonly NliExample[]): NliExample[] {
  const theirs = new Set(others.map(pairKey));
  return examples.filter((example) => !theirs.has(pairKey(example)));
}

/** A stream of its own for each label: one for all would draw the same places of each. */
function seedOf(label: AnyLabel, seed: number): number {
  const places: readonly AnyLabel[] = [...labels, 'non-entailment'];
  return seed * places.length + places.indexOf(label);
}

function inFileOrder(examples: readonly NliExample[]): NliExample[] {
  return [...examples].sort((a, b) => a.line - b.line);
}
