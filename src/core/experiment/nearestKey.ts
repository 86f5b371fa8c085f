/**
 * The known key that a misspelt one was most likely meant to be: the least insertions, deletions, substitutions and
 * exchanges of neighbours apart (optimal string alignment; Damerau 1964), capitals and signs aside.
 *
 * @returns undefined where none is near: more than a third of its letters would have to change
 */
export function nearestKey(key: string, known: readonly string[]): string | undefined {
  const plain = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]/g, '');
  let nearest: { readonly key: string; readonly distance: number } | undefined;
  for (const each of known) {
    const distance = editDistance(plain(key), plain(each));
    if (distance <= Math.max(key.length, each.length) / 3 && (nearest === undefined || distance < nearest.distance)) nearest = { key: each, distance };
  }
  return nearest?.key;
}

function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const substituted = (last[j - 1] ?? 0) + Number(a[i - 1] !== b[j - 1]);
      let least = Math.min(substituted, (last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, (before[j - 2] ?? 0) + 1);
      row.push(least);
    }
    [before, last] = [last, row];
  }
  return last[b.length] ?? 0;
}
