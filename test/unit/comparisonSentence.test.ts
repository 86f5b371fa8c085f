import { describe, expect, it } from 'vitest';
import type { ComparedCell, HansComparison } from '../../src/core/compare/comparison';
import { cellSentence, comparisonNotes, comparisonVerdict } from '../../src/core/compare/sentence';
import { heuristicBand, overallBand, seedSpread } from '../../src/core/compare/seedBand';
import { heuristics } from '../../src/core/hans/subcases';
import { pValue, signedPoints } from '../../src/core/report/format';

function cell(delta: number, p: number, band = heuristicBand('lexical_overlap', 'non-entailment')): ComparedCell {
  const spread = seedSpread(band);
  return {
    total: 1000,
    a: 0.5,
    b: 0.5 + delta,
    delta,
    fixed: 500,
    broken: 500 - Math.round(1000 * delta),
    p,
    p_holm: p,
    band: { ...band, spread },
    within_band: Math.abs(delta) < spread,
  };
}

const none = { ...cell(0, 1), fixed: 0, broken: 0 };

function comparison(cells: Readonly<Partial<Record<string, readonly [ComparedCell, ComparedCell]>>>, leftOut = { a: 0, b: 0 }): HansComparison {
  const [lexical = [none, none], subsequence = [none, none], constituent = [none, none]] = heuristics.map((heuristic) => cells[heuristic]);
  const pair = ([entailment, nonEntailment]: readonly [ComparedCell, ComparedCell]) => ({ entailment, 'non-entailment': nonEntailment });
  return {
    kind: 'hans',
    common: 6000,
    left_out: leftOut,
    overall: cell(0.01, 0.2, overallBand('hans')),
    cells: { lexical_overlap: pair(lexical), subsequence: pair(subsequence), constituent: pair(constituent) },
    subcases: {},
  };
}

const narrow = heuristicBand('subsequence', 'entailment');

describe('a difference in a sentence', () => {
  it('is put inside what a change of seed does, however small its p', () => {
    expect(cellSentence(cell(0.061, 0.003))).toBe('+6.1 points, p = .003, but within what a change of seed alone does (±34.1 points over 100 BERT seeds)');
  });

  it('is more than that only where it passes the spread', () => {
    // 1.96 × 1.4142 × .0037 = .0103
    expect(cellSentence(cell(-0.058, 0.0001, narrow))).toBe('−5.8 points, p < .001, more than a change of seed alone does (±1.0 points over 100 BERT seeds)');
  });

  it('is not told from chance from p = .05 on, however large it is', () => {
    expect(cellSentence(cell(0.4, 0.05))).toBe('+40.0 points, p = .050: too little to tell from chance');
  });

  it('claims nothing about seeds where no spread is published', () => {
    expect(cellSentence({ ...cell(0.02, 0.01), band: null, within_band: null })).toBe('+2.0 points, p = .010; how much a change of seed alone does is not known here');
  });

  it('says so when nothing changed, or nothing is there', () => {
    expect(cellSentence(none)).toBe('no difference: the same examples are right');
    expect(cellSentence({ ...none, total: 0, a: null, b: null, delta: null, p: null, p_holm: null })).toBe('no example in common');
  });
});

describe('a comparison in a sentence', () => {
  it('names only the cells that are beyond chance and beyond the seeds', () => {
    const { headline } = comparisonVerdict(
      comparison({ lexical_overlap: [cell(-0.05, 0.001, narrow), cell(0.061, 0.003)], constituent: [cell(0.3, 0.2), cell(0.5, 0.0001)] }),
    );
    expect(headline).toBe('B is better than A on constituent non-entailed, and worse on lexical overlap entailed, by more than a change of seed alone does.');
  });

  it('says that runs differ by no more than seeds do, are not to be told apart, or answer alike', () => {
    expect(comparisonVerdict(comparison({ lexical_overlap: [none, cell(0.061, 0.003)] })).headline).toBe(
      'A and B differ, but nowhere by more than a change of seed alone does.',
    );
    expect(comparisonVerdict(comparison({ lexical_overlap: [cell(0.2, 0.3), none] })).headline).toBe(
      'No difference between A and B is large enough to tell from chance.',
    );
    expect(comparisonVerdict({ ...comparison({}), overall: none }).headline).toBe('A and B are right and wrong on the same 6,000 examples.');
  });

  it('warns that a gain on one half and a loss on the other may be one label said more often', () => {
    const { findings } = comparisonVerdict(comparison({ subsequence: [cell(-0.05, 0.001), cell(0.06, 0.001)] }));
    expect(findings[0]).toBe('Subsequence: one half gains and the other loses, which a model that only says "entailment" less often would show too.');
    expect(findings).toContain('Lexical overlap, entailed: no difference: the same examples are right.');
    expect(findings).toHaveLength(1 + 6 + 1);
  });

  it('tells how many examples were left out, and only then', () => {
    expect(comparisonNotes(comparison({}, { a: 1200, b: 3 }))[0]).toBe(
      'Compared on the 6,000 examples that both runs have; 1,200 of A and 3 of B are left out, because the other has no answer to the same example.',
    );
    expect(comparisonNotes(comparison({}))[0]).toMatch(/^p: exact McNemar; corrected after Holm over the six cells/);
  });

  it('says when three labels were read as two', () => {
    const notes = comparisonNotes({ kind: 'nli', common: 4, left_out: { a: 0, b: 0 }, two_way: true, labels: {}, overall: { ...none, band: null, within_band: null } });
    expect(notes[0]).toContain('neutral and contradiction count as non-entailment on both sides');
  });
});

describe('figures of a comparison', () => {
  it('have a sign, and none at nothing', () => {
    expect([0.0614, -0.058, 0.0004, 0].map(signedPoints)).toEqual(['+6.1', '−5.8', '0.0', '0.0']);
  });

  it('are p-values as the field writes them', () => {
    expect([0.00004, 0.001, 0.0312, 0.0499, 0.21, 0.999, 1].map(pValue)).toEqual(['< .001', '.001', '.031', '.050', '.21', '1', '1']);
  });
});
