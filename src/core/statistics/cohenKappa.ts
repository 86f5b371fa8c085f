import { z95 } from './wilson';

export interface Kappa {
  /** 1 for agreement throughout, 0 for as much as chance gives. */
  readonly value: number;
  /** 95 %. */
  readonly interval: readonly [number, number];
}

/**
 * Cohen's kappa of two annotators (Cohen 1960, "A coefficient of agreement for nominal scales") with the
 * large-sample variance of Fleiss, Cohen & Everitt (1969, "Large sample standard errors of kappa and weighted
 * kappa", Psychological Bulletin 72; the unweighted case):
 *
 *     kappa = (po - pe) / (1 - pe)
 *     var   = (sum_i p_ii [1 - (p_i. + p_.i)(1 - kappa)]^2
 *              + (1 - kappa)^2 sum_{i != j} p_ij (p_.i + p_j.)^2
 *              - [kappa - pe (1 - kappa)]^2) / (n (1 - pe)^2)
 *
 * @param table square: counts of examples by the first's answer (row) and the second's (column)
 * @returns null where there is no example, or where both gave one same answer throughout: chance alone would too
 */
export function cohenKappa(table: readonly (readonly number[])[]): Kappa | null {
  const n = table.flat().reduce((sum, count) => sum + count, 0);
  if (n === 0) return null;
  const p = (i: number, j: number): number => (table[i]?.[j] ?? 0) / n;
  const categories = table.map((_, index) => index);
  const sum = (term: (index: number) => number): number => categories.reduce((total, index) => total + term(index), 0);
  const rows = categories.map((i) => sum((j) => p(i, j)));
  const columns = categories.map((j) => sum((i) => p(i, j)));
  const row = (i: number): number => rows[i] ?? 0;
  const column = (j: number): number => columns[j] ?? 0;

  const observed = sum((i) => p(i, i));
  const expected = sum((i) => row(i) * column(i));
  // The one cell that holds everything makes it exactly 1.
  if (expected === 1) return null;
  const value = (observed - expected) / (1 - expected);
  const agreeing = sum((i) => p(i, i) * (1 - (row(i) + column(i)) * (1 - value)) ** 2);
  const disagreeing = (1 - value) ** 2 * sum((i) => sum((j) => (i === j ? 0 : p(i, j) * (column(i) + row(j)) ** 2)));
  const variance = Math.max(0, agreeing + disagreeing - (value - expected * (1 - value)) ** 2) / (n * (1 - expected) ** 2);
  const half = z95 * Math.sqrt(variance);
  return { value, interval: [Math.max(-1, value - half), Math.min(1, value + half)] };
}
