import { findSubcase, heuristics, heuristicTitles } from '../../src/core/hans/subcases';
import { binaryLabels, type AnyLabel } from '../../src/core/nli/label';
import { cellKey } from '../shared/cellNames';
import type { Drawing } from '../shared/drawing';
import { paintOf } from '../shared/runPaint';
import type { ChartTheme } from '../shared/theme';
import type { ComparedCell, PanelState, ShownComparison, Side } from './contract';

/** What is drawn and tabulated: the same groups for chart and table. */
export interface Bars {
  readonly layout: 'columns' | 'rows';
  /** What the chart shows, for its caption. */
  readonly caption: string;
  readonly golds: readonly AnyLabel[];
  readonly groups: readonly BarGroup[];
}

/** A and B beside each other. A group without a cell is a heading among rows. */
export interface BarGroup {
  readonly title: string;
  readonly subtitle?: string;
  readonly compared: Compared | null;
}

/** A cell that stands on the axis: all examples together do not. */
export type Compared = ComparedCell & { readonly cell: NonNullable<ComparedCell['cell']>; readonly gold: AnyLabel };

export const sides: readonly Side[] = ['a', 'b'];
export const slots = { a: 'first', b: 'second' } as const;

export function barsOf(comparison: ShownComparison, view: PanelState['bars']): Bars {
  const cells = comparison.cells.filter(isCompared);
  if (comparison.kind === 'nli') {
    return {
      layout: 'columns',
      caption: 'Accuracy by gold label',
      golds: cells.map(({ gold }) => gold),
      groups: cells.map((compared) => ({ title: compared.gold, compared })),
    };
  }
  return view === 'cells'
    ? {
        layout: 'columns',
        caption: 'Accuracy by heuristic and gold label',
        golds: binaryLabels,
        groups: cells.map((compared) => ({
          title: compared.cell.kind === 'heuristic' ? heuristicTitles[compared.cell.heuristic] : '',
          subtitle: compared.gold,
          compared,
        })),
      }
    : { layout: 'rows', caption: 'Accuracy by subcase', golds: binaryLabels, groups: subcaseGroups(comparison.subcases.filter(isCompared)) };
}

/** The groups as the chart draws them. */
export function drawingOf(bars: Bars, chance: number, theme: ChartTheme): Drawing {
  return {
    layout: bars.layout,
    chance,
    groups: bars.groups.map(({ title, subtitle, compared }) => ({
      title,
      ...(subtitle === undefined ? {} : { subtitle }),
      bars: compared === null ? [] : sides.map((side) => ({ key: barKey(side, compared), paint: paintOf(compared.gold, slots[side], theme), ...compared[side] })),
      band: compared?.band == null ? null : bandOf(compared.band),
    })),
  };
}

/** Unique in the chart; the same after every refresh. */
export function barKey(side: Side, { cell }: Compared): string {
  return `${side}/${cellKey(cell)}`;
}

function bandOf({ mean, spread }: NonNullable<ComparedCell['band']>): { low: number; mean: number; high: number } {
  return { low: mean - spread, mean, high: mean + spread };
}

function subcaseGroups(cells: readonly Compared[]): BarGroup[] {
  return heuristics.flatMap((heuristic) =>
    binaryLabels.flatMap((gold) => [
      { title: `${heuristicTitles[heuristic]}, ${gold}`, compared: null },
      ...cells.flatMap((compared) => {
        const subcase = compared.cell.kind === 'subcase' ? findSubcase(compared.cell.subcase) : undefined;
        return subcase?.heuristic === heuristic && subcase.gold === gold ? [{ title: subcase.name, compared }] : [];
      }),
    ]),
  );
}

function isCompared(cell: ComparedCell): cell is Compared {
  return cell.cell !== null && cell.gold !== null;
}
