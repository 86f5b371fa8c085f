import { readFile } from 'node:fs/promises';
import path from 'node:path';
import Papa from 'papaparse';
import { beforeAll, describe, expect, it } from 'vitest';
import { heuristicBand, overallBand, seedSpread, subcaseBand, type SeedBand } from '../../src/core/compare/seedBand';
import { heuristics, subcases } from '../../src/core/hans/subcases';
import { binaryLabels } from '../../src/core/nli/label';

const published = path.resolve('../shared/data/hans/berts_of_a_feather_accuracies_by_run.csv');
const columnNames = { lexical_overlap: 'Lexical', subsequence: 'Subseq', constituent: 'Constituent' };

/** Accuracies of the 100 runs, by the file's column. */
let runs: readonly Readonly<Record<string, string>>[];

beforeAll(async () => {
  const text = (await readFile(published, 'utf8')).replace(/^\uFEFF/, '');
  const { data } = Papa.parse<Record<string, string>>(text, { header: true });
  runs = data.filter((row) => /^Run \d+$/.test(row['Run'] ?? ''));
});

function column(name: string): number[] {
  return runs.map((row) => Number(row[name]));
}

function bandOf(values: readonly number[]): SeedBand {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, sd: Math.sqrt(variance), min: Math.min(...values), max: Math.max(...values) };
}

/** The table holds four decimals. */
function expectSame(band: SeedBand | null, computed: SeedBand): void {
  for (const figure of ['mean', 'sd', 'min', 'max'] as const) {
    expect(Math.abs((band?.[figure] ?? NaN) - computed[figure]), figure).toBeLessThan(0.000_050_1);
  }
}

const six = heuristics.flatMap((heuristic) =>
  binaryLabels.map((gold) => ({ heuristic, gold, column: `${columnNames[heuristic]} (${gold === 'entailment' ? 'entailed' : 'nonent'})` })),
);

describe("the spread of BERT's 100 seeds (McCoy, Min & Linzen 2020)", () => {
  it.each(six)('is what the published accuracies come to: $heuristic, $gold', ({ heuristic, gold, column: name }) => {
    expect(runs).toHaveLength(100);
    expectSame(heuristicBand(heuristic, gold), bandOf(column(name)));
  });

  it.each(subcases)('is what the published accuracies come to: $name', ({ name }) => {
    expectSame(subcaseBand(name), bandOf(column(name)));
  });

  it('is known for all of HANS and for MNLI, and for nothing else', () => {
    expectSame(overallBand('hans'), bandOf(column('Overall accuracy')));
    expectSame(overallBand('mnli'), bandOf(column('MNLI dev acc.')));
    expect(subcaseBand('ln_nothing')).toBeNull();
  });

  it('is the one that is quoted for the non-entailed half: .28 (.123), .05 (.024), .13 (.040)', () => {
    const bands = heuristics.map((heuristic) => heuristicBand(heuristic, 'non-entailment'));
    expect(bands.map(({ sd }) => sd.toFixed(3))).toEqual(['0.123', '0.024', '0.040']);
    expect(bands.map(({ mean }) => mean.toFixed(2))).toEqual(['0.28', '0.05', '0.13']);
  });

  it('makes a limit of 1.96 √2 sd: ±34.1 points for lexical overlap, non-entailed', () => {
    // 1.95996 × 1.41421 × .123 = .34093
    expect(seedSpread(heuristicBand('lexical_overlap', 'non-entailment'))).toBeCloseTo(0.34093, 5);
  });

  it.each(six)('keeps about 95 in 100 pairs of seeds under that limit: $heuristic, $gold', ({ heuristic, gold, column: name }) => {
    const values = column(name);
    const limit = seedSpread(heuristicBand(heuristic, gold));
    const differences = values.flatMap((one, at) => values.slice(at + 1).map((other) => Math.abs(one - other)));
    expect(differences).toHaveLength(4950);
    const share = differences.filter((difference) => difference < limit).length / differences.length;
    expect(share).toBeGreaterThan(0.94);
    expect(share).toBeLessThan(0.96);
  });
});
