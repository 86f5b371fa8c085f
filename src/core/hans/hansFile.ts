import type { BinaryLabel } from '../nli/label';
import type { Heuristic } from './subcases';

/** One row of a file in HANS's format. No field may hold a tab or a line end. */
export interface HansRow {
  readonly gold: BinaryLabel;
  /** Brackets without labels, each around two parts: `( ( The baker ) ( laughed . ) )`. */
  readonly premiseBinaryParse: string;
  readonly hypothesisBinaryParse: string;
  /** Penn Treebank brackets: `(ROOT (S (NP (DT The) (NN baker)) (VP (VBD laughed)) (. .)))`. */
  readonly premiseParse: string;
  readonly hypothesisParse: string;
  /** The words and signs with one space between each two: `The baker laughed .` */
  readonly premise: string;
  readonly hypothesis: string;
  /** The pair ID, `ex0` for the first row. */
  readonly id: string;
  readonly heuristic: Heuristic;
  readonly subcase: string;
  readonly template: string;
}

/** The columns of the released file (McCoy et al. 2019), in its order, and what stands in them. */
const columns: readonly (readonly [name: string, field: keyof HansRow])[] = [
  ['gold_label', 'gold'],
  ['sentence1_binary_parse', 'premiseBinaryParse'],
  ['sentence2_binary_parse', 'hypothesisBinaryParse'],
  ['sentence1_parse', 'premiseParse'],
  ['sentence2_parse', 'hypothesisParse'],
  ['sentence1', 'premise'],
  ['sentence2', 'hypothesis'],
  ['pairID', 'id'],
  ['heuristic', 'heuristic'],
  ['subcase', 'subcase'],
  ['template', 'template'],
];

/** The first line of a HANS file, with its line end. */
export const hansHeader = `${columns.map(([name]) => name).join('\t')}\n`;

/** One line of a HANS file, with its line end. A file is `hansHeader` and then the rows' lines. */
export function formatHansRow(row: HansRow): string {
  return `${columns.map(([, field]) => row[field]).join('\t')}\n`;
}
