import { constituentsOf, readPenn, yieldOf, type PennTree } from './pennTree';

export const columns =
  'gold_label sentence1_binary_parse sentence2_binary_parse sentence1_parse sentence2_parse sentence1 sentence2 pairID heuristic subcase template';

/** One row of a written file, by the names of its columns. */
export interface FileRow {
  readonly gold: string;
  readonly binaryParses: readonly [string, string];
  readonly parses: readonly [string, string];
  readonly premise: string;
  readonly hypothesis: string;
  readonly id: string;
  readonly heuristic: string;
  readonly subcase: string;
  readonly template: string;
}

/** Everything below is checked on what was printed, not on what the generator knows. */
export function rowsOf(text: string): readonly FileRow[] {
  return text
    .split('\n')
    .slice(1, -1)
    .map((line) => {
      const fields = line.split('\t');
      if (fields.length !== 11) throw new Error(`A row has ${fields.length} columns: ${line}`);
      const [gold, binary1, binary2, parse1, parse2, premise, hypothesis, id, heuristic, subcase, template] =
        fields as [string, string, string, string, string, string, string, string, string, string, string];
      return {
        gold,
        binaryParses: [binary1, binary2],
        parses: [parse1, parse2],
        premise,
        hypothesis,
        id,
        heuristic,
        subcase,
        template,
      };
    });
}

/** Lower-cased, punctuation off the ends, split on white space. */
export function words(sentence: string): readonly string[] {
  return sentence
    .split(/\s+/)
    .map((word) => word.toLowerCase().replace(/^\p{P}+|\p{P}+$/gu, ''))
    .filter((word) => word !== '');
}

export function isBagOf(premise: string, hypothesis: string): boolean {
  const has = new Set(words(premise));
  return words(hypothesis).every((word) => has.has(word));
}

export function isRunOf(premise: string, hypothesis: string): boolean {
  return ` ${words(premise).join(' ')} `.includes(` ${words(hypothesis).join(' ')} `);
}

export function isConstituentOf(premiseParse: string, hypothesis: string): boolean {
  const sought = words(hypothesis).join(' ');
  return constituentsOf(readPenn(premiseParse)).some((node) => words(yieldOf(node).join(' ')).join(' ') === sought);
}

export function breaksItsHeuristic({ heuristic, premise, hypothesis, parses }: FileRow): boolean {
  switch (heuristic) {
    case 'lexical_overlap':
      return !isBagOf(premise, hypothesis);
    case 'subsequence':
      return !isRunOf(premise, hypothesis);
    default:
      return !isConstituentOf(parses[0], hypothesis);
  }
}

/** The heads of a noun phrase that decide between `was` and `were`. */
export function isPlural(np: PennTree): boolean {
  const [first] = np.parts;
  if (np.parts.some(({ label }) => label === 'CC')) return true;
  return first?.label === 'NP' ? isPlural(first) : np.parts.some(({ label }) => label === 'NNS');
}
