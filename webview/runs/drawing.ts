import type { Drawing } from '../shared/drawing';
import { paintAt } from '../shared/placePaint';
import type { ChartTheme } from '../shared/theme';
import type { RunRow, ShownRuns } from './contract';

/** Unique in the chart; the same after every refresh. */
export function barKey(run: RunRow, cell: string): string {
  return `${run.id}/${cell}`;
}

/** The cells of all charted runs beside each other. Runs are of one kind. */
export function drawingOf(runs: readonly RunRow[], chance: ShownRuns['chance'], theme: ChartTheme): Drawing {
  const cells = new Map(runs.flatMap((run) => run.cells).map((cell) => [cell.key, cell]));
  return {
    layout: 'columns',
    chance: chance[runs[0]?.kind ?? 'hans'],
    groups: [...cells.values()].map(({ key, title, subtitle, band }) => ({
      title,
      ...(subtitle === null ? {} : { subtitle }),
      bars: runs.map((run, place) => {
        const tally = run.cells.find((cell) => cell.key === key)?.tally;
        return { key: barKey(run, key), paint: paintAt(place, theme), accuracy: tally?.accuracy ?? null, interval: tally?.interval ?? null };
      }),
      band: band === null ? null : { low: band.mean - band.spread, mean: band.mean, high: band.mean + band.spread },
    })),
  };
}
