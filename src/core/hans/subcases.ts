import type { BinaryLabel } from '../nli/label';

/** The three heuristics of HANS, from the widest to the narrowest (McCoy et al. 2019, table 1). */
export const heuristics = ['lexical_overlap', 'subsequence', 'constituent'] as const;
export type Heuristic = (typeof heuristics)[number];

/** How a heuristic is called on screen. */
export const heuristicTitles: Readonly<Record<Heuristic, string>> = {
  lexical_overlap: 'Lexical overlap',
  subsequence: 'Subsequence',
  constituent: 'Constituent',
};

export interface Subcase {
  readonly name: string;
  readonly heuristic: Heuristic;
  readonly gold: BinaryLabel;
}

const names: Readonly<Record<Heuristic, Readonly<Record<BinaryLabel, readonly string[]>>>> = {
  lexical_overlap: {
    entailment: [
      'le_around_prepositional_phrase',
      'le_around_relative_clause',
      'le_conjunction',
      'le_passive',
      'le_relative_clause',
    ],
    'non-entailment': [
      'ln_conjunction',
      'ln_passive',
      'ln_preposition',
      'ln_relative_clause',
      'ln_subject/object_swap',
    ],
  },
  subsequence: {
    entailment: [
      'se_PP_on_obj',
      'se_adjective',
      'se_conjunction',
      'se_relative_clause_on_obj',
      'se_understood_object',
    ],
    'non-entailment': [
      'sn_NP/S',
      'sn_NP/Z',
      'sn_PP_on_subject',
      'sn_past_participle',
      'sn_relative_clause_on_subject',
    ],
  },
  constituent: {
    entailment: [
      'ce_adverb',
      'ce_after_since_clause',
      'ce_conjunction',
      'ce_embedded_under_since',
      'ce_embedded_under_verb',
    ],
    'non-entailment': [
      'cn_adverb',
      'cn_after_if_clause',
      'cn_disjunction',
      'cn_embedded_under_if',
      'cn_embedded_under_verb',
    ],
  },
};

/** All thirty, grouped by heuristic, entailed before non-entailed. */
export const subcases: readonly Subcase[] = heuristics.flatMap((heuristic) =>
  (['entailment', 'non-entailment'] as const).flatMap((gold) =>
    names[heuristic][gold].map((name) => ({ name, heuristic, gold })),
  ),
);

const byName = new Map(subcases.map((subcase) => [subcase.name, subcase]));

export function findSubcase(name: string): Subcase | undefined {
  return byName.get(name);
}

export function isHeuristic(text: string): text is Heuristic {
  return (heuristics as readonly string[]).includes(text);
}
