import type { PanelState, RunRow, ShownRuns } from './contract';

const byName = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** The rows as the reader wants them. What has no figure stands at the end whichever way it is sorted. */
export function sorted({ columns, rows }: Pick<ShownRuns, 'columns' | 'rows'>, sort: PanelState['sort']): readonly RunRow[] {
  const at = columns.findIndex(({ name }) => name === sort?.column);
  if (sort === null || at < 0) return rows;
  return [...rows].sort((one, other) => {
    const [a, b] = [one.values[at] ?? null, other.values[at] ?? null];
    if (a === null || b === null) return Number(a === null) - Number(b === null);
    const order = typeof a === 'number' && typeof b === 'number' ? a - b : byName.compare(String(a), String(b));
    return sort.descending ? -order : order;
  });
}

/** What a press on a column's head sorts by next: figures begin with the largest, names with the first. */
export function nextSort(sort: PanelState['sort'], { name, kind }: ShownRuns['columns'][number]): NonNullable<PanelState['sort']> {
  return { column: name, descending: sort?.column === name ? !sort.descending : kind !== 'text' };
}

/** The runs of the chart: those that the reader chose, or the newest of one kind. */
export function chartedRuns({ rows }: Pick<ShownRuns, 'rows'>, chosen: PanelState['charted'], most: number): readonly RunRow[] {
  if (chosen === null) return rows.filter(({ kind }) => kind === rows[0]?.kind).slice(0, most);
  return rows.filter(({ id }) => chosen.includes(id));
}
