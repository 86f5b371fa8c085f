import type { Label } from '../nli/label';
import { biasReport, type BiasReport, type BiasSums, type Cue } from './biasReport';

/** What a set is held against. */
export interface Reference {
  /** How sentences and tables call it. */
  readonly name: string;
  readonly report: BiasReport;
}

/*
 * MNLI's own figures, for where the user has no file of it: what this meter says of
 * multinli_1.0_dev_matched.jsonl (Williams, Nangia & Bowman 2018), the 9,815 examples that have a gold
 * label, by `blindspot bias multinli_1.0_dev_matched.jsonl`. MNLI's training set has the same bias: of
 * its examples with full overlap, McCoy et al. (2019) count 2,158 as entailment and 261 as another
 * label, 89.2 %; here it is 208 of 234, 88.9 %.
 */
const sums: BiasSums & Readonly<Record<Label, unknown>> = {
  entailment: {
    ...{ examples: 3479, full: 208, subsequence: 67, constituentLike: 28, sharedShares: 2029.3176 },
    ...{ premiseWords: { total: 66_887, median: 16 }, hypothesisWords: { total: 34_425, median: 9 } },
  },
  neutral: {
    ...{ examples: 3123, full: 2, subsequence: 0, constituentLike: 0, sharedShares: 1224.937 },
    ...{ premiseWords: { total: 60_147, median: 16 }, hypothesisWords: { total: 32_876, median: 10 } },
  },
  contradiction: {
    ...{ examples: 3213, full: 24, subsequence: 2, constituentLike: 0, sharedShares: 1470.1098 },
    ...{ premiseWords: { total: 61_629, median: 16 }, hypothesisWords: { total: 30_019, median: 9 } },
  },
};

type Row = readonly [word: string, examples: number, elsewhere: number, logOdds: number, z: number];

const cueRows: Readonly<Record<Label, readonly Row[]>> = {
  entailment: [
    ['a', 768, 1143, 0.21, 4.49],
    ['something', 44, 27, 1.07, 4.43],
    ['can', 150, 167, 0.49, 4.39],
    ['by', 174, 205, 0.43, 4.25],
    ['that', 387, 545, 0.26, 3.94],
    ['some', 80, 82, 0.57, 3.66],
    ['certain', 21, 12, 1.14, 3.19],
    ['called', 15, 6, 1.49, 3.12],
  ],
  neutral: [
    ['because', 131, 81, 1.14, 8.14],
    ['more', 120, 122, 0.65, 5.11],
    ['many', 91, 85, 0.73, 4.91],
    ['most', 77, 69, 0.77, 4.71],
    ['also', 40, 26, 1.09, 4.36],
    ['than', 94, 104, 0.57, 4.02],
    ['my', 111, 130, 0.51, 4],
    ['but', 100, 122, 0.47, 3.53],
    ['wanted', 31, 24, 0.92, 3.4],
    ['help', 37, 33, 0.78, 3.28],
  ],
  contradiction: [
    ['no', 284, 112, 1.7, 15.43],
    ['never', 148, 42, 2.01, 11.73],
    ['not', 394, 403, 0.76, 10.91],
    ['any', 115, 56, 1.49, 9.24],
    ['nothing', 63, 17, 2.06, 7.68],
    ['all', 168, 164, 0.81, 7.42],
    ['anything', 60, 24, 1.68, 7.04],
    ["don't", 111, 94, 0.94, 6.81],
    ['does', 45, 34, 1.05, 4.69],
    ['always', 59, 54, 0.87, 4.65],
  ],
};

export const mnliReference: Reference = {
  name: 'MNLI (matched development set)',
  report: biasReport(sums, {
    entailment: cueRows.entailment.map(cueOf),
    neutral: cueRows.neutral.map(cueOf),
    contradiction: cueRows.contradiction.map(cueOf),
  }),
};

function cueOf([word, examples, elsewhere, logOdds, z]: Row): Cue {
  return { word, examples, elsewhere, log_odds: logOdds, z };
}
