import { describe, expect, it } from 'vitest';
import { comparisonOf, type HansComparison, type NliComparison } from '../../src/core/compare/comparison';
import { comparisonTable } from '../../src/core/compare/comparisonTable';
import { changedPairs, pairAnswers } from '../../src/core/compare/pairAnswers';
import { findSubcase } from '../../src/core/hans/subcases';
import type { DataSet, HansExample, NliExample } from '../../src/core/nli/example';
import type { AnyLabel } from '../../src/core/nli/label';
import { toCsv, toText } from '../../src/core/report/table';
import { matchPredictions, type Answers } from '../../src/core/scoring/answers';

const names = { a: 'run A', b: 'run B' };

/** So many examples of a subcase, from pair ID `<subcase>-0`; lines begin at `line`. */
function hansExamples(subcase: string, count: number, line = 2): HansExample[] {
  const known = findSubcase(subcase);
  if (known === undefined) throw new Error(`no subcase ${subcase}`);
  return Array.from({ length: count }, (_, index) => ({
    id: `${subcase}-${index}`,
    premise: `Premise ${index} of ${subcase}.`,
    hypothesis: `Hypothesis ${index} of ${subcase}.`,
    gold: known.gold,
    heuristic: known.heuristic,
    subcase,
    template: 'temp1',
    line: line + index,
  }));
}

function hansAnswers(examples: readonly HansExample[], label: (index: number) => AnyLabel): Answers {
  const dataSet: DataSet = { format: 'hans', examples, skipped: 0 };
  return matchPredictions(
    dataSet,
    examples.map(({ id }, index) => ({ id, label: label(index) })),
    'run',
  );
}

function hansComparison(a: Answers, b: Answers): HansComparison {
  const comparison = comparisonOf(pairAnswers(a, b, names));
  if (comparison.kind !== 'hans') throw new Error('not a comparison on HANS');
  return comparison;
}

const mnliExamples: readonly NliExample[] = (['entailment', 'neutral', 'contradiction', 'contradiction'] as const).map((gold, index) => ({
  id: `m${index}`,
  premise: `p${index}`,
  hypothesis: `h${index}`,
  gold,
  line: index + 1,
}));

function mnliAnswers(labels: readonly AnyLabel[], examples = mnliExamples): Answers {
  return matchPredictions(
    { format: 'mnli', examples, skipped: 0 },
    labels.map((label, index) => ({ id: examples[index]?.id ?? '', label })),
    'run',
  );
}

function mnliComparison(a: Answers, b: Answers): NliComparison {
  const comparison = comparisonOf(pairAnswers(a, b, names));
  if (comparison.kind !== 'nli') throw new Error('not a comparison by label');
  return comparison;
}

describe('two runs on HANS', () => {
  // Twenty ln_passive, all gold non-entailment. A has the last eight right; B those but one, and nine others.
  const examples = hansExamples('ln_passive', 20);
  const a = hansAnswers(examples, (index) => (index >= 12 ? 'neutral' : 'entailment'));
  const b = hansAnswers(examples, (index) => (index >= 13 || index < 9 ? 'contradiction' : 'entailment'));

  it('are told apart by what B fixed and broke: 9 against 1 is p = 22 in 1,024', () => {
    const cell = hansComparison(a, b).cells.lexical_overlap['non-entailment'];
    expect(cell).toMatchObject({ total: 20, a: 0.4, b: 0.8, delta: 0.4, fixed: 9, broken: 1 });
    // 2 (1 + 10) / 1024.
    expect(cell.p).toBeCloseTo(22 / 1024, 14);
  });

  it('are judged on the cells that have examples: one alone needs no correction, and the empty ones have no figures', () => {
    const { cells } = hansComparison(a, b);
    expect(cells.lexical_overlap['non-entailment'].p_holm).toBeCloseTo(22 / 1024, 14);
    expect(cells.constituent.entailment).toMatchObject({ total: 0, a: null, b: null, delta: null, p: null, p_holm: null, within_band: null });
  });

  it("are corrected after Holm for the number of cells: two cells double the smaller p", () => {
    const both = [...examples, ...hansExamples('se_adjective', 4, 22)];
    const first = hansAnswers(both, (index) => (index >= 12 ? 'neutral' : 'entailment'));
    // Of the four entailed, which A has wrong, B has all right: 4 against 0 is 2 in 16.
    const second = hansAnswers(both, (index) => (index < 20 && (index >= 13 || index < 9) ? 'contradiction' : 'entailment'));
    const { cells, subcases, overall } = hansComparison(first, second);
    expect(cells.lexical_overlap['non-entailment'].p_holm).toBeCloseTo(44 / 1024, 14);
    expect(cells.subsequence.entailment.p_holm).toBeCloseTo(2 / 16, 14);
    expect(subcases['ln_passive']?.p_holm).toBeCloseTo(44 / 1024, 14);
    expect(overall).toMatchObject({ total: 24, fixed: 13, broken: 1 });
    expect(overall.p_holm).toBe(overall.p);
  });

  it('stand against the band of 100 BERT seeds: 40 points are over ±34.1 in the cell, and in ln_passive far over ±2.4', () => {
    const { cells, subcases } = hansComparison(a, b);
    expect(cells.lexical_overlap['non-entailment'].band).toMatchObject({ mean: 0.2766, sd: 0.123 });
    expect(cells.lexical_overlap['non-entailment'].within_band).toBe(false);
    // 1.96 × 1.4142 × .0087
    expect(subcases['ln_passive']?.band?.spread).toBeCloseTo(0.0241, 4);
    // With three fixed in place of nine: (3 − 1) / 20 = 10 points.
    const less = hansAnswers(examples, (index) => (index >= 13 || index < 3 ? 'contradiction' : 'entailment'));
    expect(hansComparison(a, less).cells.lexical_overlap['non-entailment']).toMatchObject({ delta: 0.1, within_band: true });
  });

  it('list what changed, each side with its own answer', () => {
    const paired = pairAnswers(a, b, names);
    expect(changedPairs(paired, 'broken').map((pair) => pair.a.example.id)).toEqual(['ln_passive-12']);
    expect(changedPairs(paired, 'fixed', { kind: 'heuristic', heuristic: 'lexical_overlap', gold: 'non-entailment' })).toHaveLength(9);
    expect(changedPairs(paired, 'fixed', { kind: 'subcase', subcase: 'ln_conjunction' })).toEqual([]);
    expect(changedPairs(paired, 'fixed')[0]).toMatchObject({ a: { prediction: { label: 'entailment' } }, b: { prediction: { label: 'contradiction' } } });
  });

  it('make a table of the whole, the six cells and the thirty subcases', () => {
    const table = comparisonTable(hansComparison(a, b));
    expect(table.rows).toHaveLength(1 + 6 + 30);
    const [header, all] = toText(table).split('\n');
    expect(header?.split(/ {2,}/)).toEqual(['Heuristic', 'Gold label', 'Subcase', 'Of', 'A', 'B', 'Difference', 'Fixed', 'Broken', 'p', 'p (Holm)', 'Seed spread']);
    expect(all?.split(/ {2,}/)).toEqual(['all', '20', '40.0 %', '80.0 %', '+40.0', '9', '1', '.021', '.021', '±6.5']);
    expect(toCsv(table).split('\n')[1]).toMatch(/^all,,,20,0\.4,0\.8,0\.4,9,1,0\.0214843\d+,0\.0214843\d+,0\.0648/);
  });
});

describe('two runs on different selections or data', () => {
  const examples = hansExamples('ln_passive', 6);

  it('are compared on their common examples, and the others are counted', () => {
    const a = hansAnswers(examples.slice(0, 5), () => 'neutral');
    const b = hansAnswers(examples.slice(2), () => 'entailment');
    expect(hansComparison(a, b)).toMatchObject({ common: 3, left_out: { a: 2, b: 1 }, overall: { fixed: 0, broken: 3 } });
  });

  it('do not share an example that has the same ID and another premise, hypothesis or gold label', () => {
    const [first, second, third, fourth] = examples;
    if (first === undefined || second === undefined || third === undefined || fourth === undefined) throw new Error('too few');
    const others = [
      { ...first, premise: 'Another premise.' },
      { ...second, hypothesis: 'Another hypothesis.' },
      { ...third, gold: 'entailment' as const },
      { ...fourth, line: 999 },
    ];
    const comparison = hansComparison(hansAnswers(examples.slice(0, 4), () => 'neutral'), hansAnswers(others, () => 'neutral'));
    expect([comparison.common, comparison.left_out]).toEqual([1, { a: 3, b: 3 }]);
  });

  it('are refused in a sentence when they have none in common', () => {
    const a = hansAnswers(examples.slice(0, 3), () => 'neutral');
    const b = hansAnswers(examples.slice(3), () => 'neutral');
    expect(() => pairAnswers(a, b, names)).toThrow(/^run A and run B have no example in common .* Choose two runs on the same data whose selections overlap\.$/);
  });
});

describe('two runs on MNLI', () => {
  it('are compared three-way, by gold label', () => {
    // A has the neutral wrong, B the last contradiction.
    const comparison = mnliComparison(
      mnliAnswers(['entailment', 'contradiction', 'contradiction', 'contradiction']),
      mnliAnswers(['entailment', 'neutral', 'contradiction', 'neutral']),
    );
    expect(comparison).toMatchObject({ two_way: false, common: 4, overall: { a: 0.75, b: 0.75, delta: 0, fixed: 1, broken: 1, p: 1 } });
    expect(Object.keys(comparison.labels)).toEqual(['entailment', 'neutral', 'contradiction']);
    expect(comparison.labels.contradiction).toMatchObject({ total: 2, a: 1, b: 0.5, broken: 1, band: null, within_band: null });
    expect(comparison.overall.band?.sd).toBe(0.0024);
  });

  it('are compared on two labels when one has only two: taking neutral for contradiction is then no mistake of the other', () => {
    const comparison = mnliComparison(
      mnliAnswers(['entailment', 'contradiction', 'contradiction', 'entailment']),
      mnliAnswers(['non-entailment', 'non-entailment', 'non-entailment', 'non-entailment']),
    );
    expect(comparison).toMatchObject({ two_way: true, overall: { a: 0.75, b: 0.75, fixed: 1, broken: 1, band: null } });
    expect(Object.keys(comparison.labels)).toEqual(['entailment', 'non-entailment']);
    expect(comparison.labels['non-entailment']).toMatchObject({ total: 3, fixed: 1, broken: 0 });
  });

  it('list the changes of a two-way cell with the three-way examples in it', () => {
    const paired = pairAnswers(mnliAnswers(['entailment', 'entailment', 'contradiction', 'entailment']), mnliAnswers(['entailment', 'non-entailment', 'neutral', 'non-entailment']), names);
    expect(changedPairs(paired, 'fixed', { kind: 'label', gold: 'non-entailment' }).map((pair) => pair.a.example.gold)).toEqual(['neutral', 'contradiction']);
  });

  it('are compared on two labels when one data file has only two', () => {
    const collapsed = mnliExamples.map((example) => ({ ...example, gold: example.gold === 'entailment' ? ('entailment' as const) : ('non-entailment' as const) }));
    const comparison = mnliComparison(
      mnliAnswers(['entailment', 'contradiction', 'neutral', 'neutral']),
      mnliAnswers(['entailment', 'entailment', 'neutral', 'neutral'], collapsed),
    );
    expect(comparison).toMatchObject({ common: 4, two_way: true, overall: { a: 1, b: 0.75, fixed: 0, broken: 1 } });
  });

  it('do not pass for answers to HANS', () => {
    const hans = hansExamples('ln_passive', 2);
    const plain = hans.map(({ id, premise, hypothesis, gold, line }) => ({ id, premise, hypothesis, gold, line }));
    const comparison = mnliComparison(hansAnswers(hans, () => 'neutral'), mnliAnswers(['entailment', 'neutral'], plain));
    expect(comparison).toMatchObject({ common: 2, two_way: true, overall: { broken: 1 } });
  });
});
