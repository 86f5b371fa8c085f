import type { HansExample, NliExample } from '../nli/example';
import { collapse, isLabel, type AnyLabel } from '../nli/label';
import type { Cell } from '../report/cell';
import type { Answer, Answers } from '../scoring/answers';
import { UserError } from '../userError';

/** What two runs answered to the same example. Each side's example has the line of that side's data file. */
export interface Pair<Example extends NliExample = NliExample> {
  readonly a: Answer<Example>;
  readonly b: Answer<Example>;
}

/** Two runs on the examples that both have answered, in the order of A's data file. */
export type PairedAnswers = PairedHans | PairedNli;

interface Paired {
  /** Examples that only the one or only the other has answered. */
  readonly leftOut: { readonly a: number; readonly b: number };
}

export interface PairedHans extends Paired {
  readonly kind: 'hans';
  readonly pairs: readonly Pair<HansExample>[];
}

export interface PairedNli extends Paired {
  readonly kind: 'nli';
  readonly pairs: readonly Pair[];
  /** Are both data files MNLI, in whichever format? */
  readonly mnli: boolean;
  /**
   * Is either side's gold or answer two-way? Then neutral and contradiction count as non-entailment on both:
   * one run's three-way accuracy beside the other's two-way would compare two different tasks.
   */
  readonly twoWay: boolean;
}

/** Fixed: A wrong, B right. Broken: A right, B wrong. */
export type Change = 'fixed' | 'broken';

/** How messages call the two runs. */
export interface PairNames {
  readonly a: string;
  readonly b: string;
}

/**
 * Finds the examples that both runs have answered: the same pair ID, premise, hypothesis and gold label. (Where
 * one data file has two labels and the other three, the gold labels agree if they do when collapsed.)
 *
 * @throws UserError `nothing-in-common`
 */
export function pairAnswers(a: Answers, b: Answers, names: PairNames): PairedAnswers {
  const paired = a.format === 'hans' && b.format === 'hans' ? pairHans(a.answers, b.answers) : pairNli(a, b);
  if (paired.pairs.length > 0) return paired;
  throw new UserError(
    'nothing-in-common',
    `${names.a} and ${names.b} have no example in common (same pair ID, premise, hypothesis and gold label), so they cannot be compared. ` +
      'Choose two runs on the same data whose selections overlap.',
  );
}

/** The pairs that changed in one way, everywhere or in one cell. */
export function changedPairs(paired: PairedAnswers, change: Change, cell?: Cell): readonly Pair[] {
  const wanted = change === 'fixed';
  return (paired.pairs as readonly Pair[]).filter(
    ({ a, b }) => a.correct !== b.correct && b.correct === wanted && (cell === undefined || isInCell(a.example, cell)),
  );
}

function isInCell(example: NliExample | HansExample, cell: Cell): boolean {
  // A cell "non-entailment" of labels exists only where the comparison is two-way.
  if (cell.kind === 'label') return example.gold === cell.gold || (cell.gold === 'non-entailment' && example.gold !== 'entailment');
  if (!('subcase' in example)) return false;
  return cell.kind === 'subcase' ? example.subcase === cell.subcase : example.heuristic === cell.heuristic && example.gold === cell.gold;
}

function pairHans(a: readonly Answer<HansExample>[], b: readonly Answer<HansExample>[]): PairedHans {
  const pairs = match(a, b);
  return { kind: 'hans', pairs, leftOut: leftOut(a, b, pairs) };
}

function pairNli(a: Answers, b: Answers): PairedNli {
  const pairs = match<NliExample>(a.answers, b.answers);
  const twoWay = hasTwoWay(a.answers) || hasTwoWay(b.answers);
  return {
    kind: 'nli',
    mnli: isMnli(a) && isMnli(b),
    twoWay,
    pairs: twoWay ? pairs.map((pair) => ({ a: readTwoWay(pair.a), b: readTwoWay(pair.b) })) : pairs,
    leftOut: leftOut(a.answers, b.answers, pairs),
  };
}

function isMnli({ format }: Answers): boolean {
  return format === 'mnli' || format === 'glue';
}

function hasTwoWay(answers: readonly Answer[]): boolean {
  return answers.some(({ example, prediction }) => !isLabel(example.gold) || !isLabel(prediction.label));
}

function readTwoWay(answer: Answer): Answer {
  return { ...answer, correct: collapse(answer.example.gold) === collapse(answer.prediction.label) };
}

function match<Example extends NliExample>(a: readonly Answer<Example>[], b: readonly Answer<Example>[]): Pair<Example>[] {
  let byId: Map<string, Answer<Example>> | undefined;
  const pairs: Pair<Example>[] = [];
  a.forEach((answer, index) => {
    // Two whole runs on one data file, read once, have the same examples in the same places: there is nothing to look up.
    const beside = b[index];
    if (beside?.example === answer.example) {
      pairs.push({ a: answer, b: beside });
      return;
    }
    byId ??= new Map(b.map((each) => [each.example.id, each]));
    const other = byId.get(answer.example.id);
    if (other !== undefined && isSame(answer.example, other.example)) pairs.push({ a: answer, b: other });
  });
  return pairs;
}

function isSame(one: NliExample, other: NliExample): boolean {
  return one.premise === other.premise && one.hypothesis === other.hypothesis && goldsAgree(one.gold, other.gold);
}

function goldsAgree(one: AnyLabel, other: AnyLabel): boolean {
  return one === other || (!(isLabel(one) && isLabel(other)) && collapse(one) === collapse(other));
}

function leftOut(a: readonly unknown[], b: readonly unknown[], pairs: readonly unknown[]): Paired['leftOut'] {
  return { a: a.length - pairs.length, b: b.length - pairs.length };
}
