/**
 * P-values adjusted for being several (Holm 1979, "A simple sequentially rejective multiple test
 * procedure", Scand. J. Statist. 6): the smallest is multiplied by their number, the next by one less,
 * and so on, never below an earlier one and never over 1. Those under .05 hold together at 5 %.
 *
 * @returns the adjusted values in the order of the given ones
 */
export function holm(values: readonly number[]): number[] {
  const ascending = values.map((value, index) => ({ value, index })).sort((a, b) => a.value - b.value);
  const adjusted = new Array<number>(values.length).fill(1);
  let least = 0;
  ascending.forEach(({ value, index }, rank) => {
    least = Math.max(least, Math.min(1, (values.length - rank) * value));
    adjusted[index] = least;
  });
  return adjusted;
}
