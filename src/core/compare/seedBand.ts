import type { Heuristic } from '../hans/subcases';
import type { BinaryLabel } from '../nli/label';
import { z95 } from '../statistics/wilson';

/** What the accuracy of a cell does when nothing changes but the seed. */
export interface SeedBand {
  readonly mean: number;
  /** Of these 100 runs themselves, so divided by 100. */
  readonly sd: number;
  readonly min: number;
  readonly max: number;
}

/*
 * 100 fine-tunings of BERT on MNLI that differ in their seed alone (McCoy, Min & Linzen 2020, "BERTs of a
 * feather do not generalize together"), from the authors' berts_of_a_feather_accuracies_by_run.csv:
 * mean, standard deviation, minimum and maximum of the accuracies, to four decimals. HANS is the
 * released evaluation set, MNLI the matched development set, three-way.
 */
type Row = readonly [mean: number, sd: number, min: number, max: number];

const byHeuristic: Readonly<Record<Heuristic, Readonly<Record<BinaryLabel, Row>>>> = {
  lexical_overlap: { entailment: [0.9584, 0.0113, 0.9296, 0.9774], 'non-entailment': [0.2766, 0.123, 0.0524, 0.5452] },
  subsequence: { entailment: [0.9933, 0.0037, 0.984, 0.999], 'non-entailment': [0.0518, 0.024, 0.009, 0.1402] },
  constituent: { entailment: [0.9905, 0.0057, 0.9616, 0.9992], 'non-entailment': [0.1305, 0.0404, 0.0322, 0.2386] },
};

const bySubcase: Readonly<Record<string, Row>> = {
  le_around_prepositional_phrase: [0.9965, 0.0047, 0.976, 1],
  le_around_relative_clause: [0.9897, 0.0057, 0.97, 1],
  le_conjunction: [0.8306, 0.0478, 0.717, 0.916],
  le_passive: [0.9997, 0.0008, 0.994, 1],
  le_relative_clause: [0.9755, 0.012, 0.938, 0.997],
  ln_conjunction: [0.4478, 0.1517, 0.119, 0.723],
  ln_passive: [0.005, 0.0087, 0, 0.042],
  ln_preposition: [0.4113, 0.176, 0.039, 0.763],
  ln_relative_clause: [0.3286, 0.1387, 0.094, 0.668],
  'ln_subject/object_swap': [0.1902, 0.1722, 0, 0.662],
  se_PP_on_obj: [0.9998, 0.0008, 0.995, 1],
  se_adjective: [1, 0.0001, 0.999, 1],
  se_conjunction: [0.9762, 0.0159, 0.929, 0.999],
  se_relative_clause_on_obj: [0.9929, 0.0053, 0.975, 1],
  se_understood_object: [0.9979, 0.0064, 0.953, 1],
  'sn_NP/S': [0.0183, 0.01, 0.001, 0.048],
  'sn_NP/Z': [0.0558, 0.0225, 0.017, 0.125],
  sn_PP_on_subject: [0.1158, 0.0701, 0.003, 0.346],
  sn_past_participle: [0.0043, 0.0044, 0, 0.02],
  sn_relative_clause_on_subject: [0.065, 0.0441, 0.004, 0.234],
  ce_adverb: [1, 0, 1, 1],
  ce_after_since_clause: [1, 0.0002, 0.998, 1],
  ce_conjunction: [1, 0, 1, 1],
  ce_embedded_under_since: [0.9597, 0.0246, 0.812, 0.997],
  ce_embedded_under_verb: [0.9926, 0.0099, 0.93, 1],
  cn_adverb: [0.0599, 0.0375, 0.003, 0.173],
  cn_after_if_clause: [0.0036, 0.006, 0, 0.032],
  cn_disjunction: [0.005, 0.0062, 0, 0.031],
  cn_embedded_under_if: [0.4109, 0.1204, 0.138, 0.697],
  cn_embedded_under_verb: [0.1731, 0.0838, 0.015, 0.416],
};

const overall: Readonly<Record<'hans' | 'mnli', Row>> = { hans: [0.5668, 0.0234, 0.5271, 0.6268], mnli: [0.8434, 0.0024, 0.8367, 0.8477] };

export function heuristicBand(heuristic: Heuristic, gold: BinaryLabel): SeedBand {
  return bandOf(byHeuristic[heuristic][gold]);
}

/** @returns null for a subcase that is none of the thirty */
export function subcaseBand(subcase: string): SeedBand | null {
  const row = bySubcase[subcase];
  return row === undefined ? null : bandOf(row);
}

/** Of the accuracy on all of HANS, two-way, or on MNLI's matched development set, three-way. */
export function overallBand(data: 'hans' | 'mnli'): SeedBand {
  return bandOf(overall[data]);
}

/**
 * How far apart two runs may come by their seeds alone, as a share. The difference of two seeds has the
 * standard deviation sqrt(2) sd; 1.96 times that is passed by one pair in twenty (ISO 5725-6 calls it the
 * repeatability limit). Among the 4,950 pairs of the 100 BERTs about 95 in a hundred stay under it in
 * each of the six cells of HANS.
 */
export function seedSpread({ sd }: SeedBand): number {
  return z95 * Math.SQRT2 * sd;
}

function bandOf([mean, sd, min, max]: Row): SeedBand {
  return { mean, sd, min, max };
}
