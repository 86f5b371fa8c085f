import type { Heuristic } from '../hans/subcases';
import type { AnyLabel, BinaryLabel } from './label';

/** One premise and hypothesis with the relation that a data file gives them. */
export interface NliExample {
  /** The pair ID: unique within its file. */
  readonly id: string;
  readonly premise: string;
  readonly hypothesis: string;
  readonly gold: AnyLabel;
  /** The line of the data file on which the example stands, counted from 1. */
  readonly line: number;
}

/** An example of HANS, which also knows by which heuristic it was built to mislead. */
export interface HansExample extends NliExample {
  readonly gold: BinaryLabel;
  readonly heuristic: Heuristic;
  /** One of the thirty, such as `ln_passive`. */
  readonly subcase: string;
  /** HANS's number for the sentence pattern, such as `temp14`. */
  readonly template: string;
}

export type DataFormat = 'hans' | 'mnli' | 'glue' | 'jsonl';

/** A data file, read. HANS stands apart because only HANS can be broken down by heuristic. */
export type DataSet =
  | { readonly format: 'hans'; readonly examples: readonly HansExample[]; readonly skipped: number }
  | {
      readonly format: Exclude<DataFormat, 'hans'>;
      readonly examples: readonly NliExample[];
      /** Rows without a gold label (`-` in MNLI: the annotators did not agree), which are left out. */
      readonly skipped: number;
    };
