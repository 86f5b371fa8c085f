import { heuristics, heuristicTitles, subcases } from '../../src/core/hans/subcases';
import { binaryLabels, labels, type AnyLabel } from '../../src/core/nli/label';
import type { Cell } from '../../src/core/report/cell';
import { chance } from '../../src/core/report/verdict';
import type { Tally } from '../../src/core/scoring/tally';
import { cellKey, cellName } from '../shared/cellNames';
import type { Drawing } from '../shared/drawing';
import { paintOf } from '../shared/runPaint';
import type { ChartTheme } from '../shared/theme';
import type { Breakdown, PanelState, ShownRun, Slot } from './contract';

/** What is drawn, listed and tabulated: the same bars for chart, buttons and table. */
export interface Bars {
  readonly layout: 'columns' | 'rows';
  /** What the chart shows, for its caption. */
  readonly caption: string;
  /** Right by chance alone, 0 to 1. */
  readonly chance: number;
  readonly golds: readonly AnyLabel[];
  readonly groups: readonly BarGroup[];
}

/** Bars that belong together on the axis. A group without bars is a heading among rows. */
export interface BarGroup {
  readonly title: string;
  readonly bars: readonly Bar[];
}

export interface Bar {
  /** Unique in the chart; the same after every refresh. */
  readonly key: string;
  readonly slot: Slot;
  readonly cell: Cell;
  readonly gold: AnyLabel;
  readonly tally: Tally;
  /** Such as `Lexical overlap, gold non-entailment`. */
  readonly name: string;
}

/** The bars of the shown runs. Runs of different kinds have no bars in common: the second's are left out. */
export function barsOf({ first, second }: Pick<Breakdown, 'first' | 'second'>, view: PanelState['bars']): Bars {
  const runs: (readonly [Slot, ShownRun])[] = [['first', first]];
  if (second?.report.kind === first.report.kind) runs.push(['second', second]);
  if (first.report.kind === 'nli') return labelBars(runs);
  return view === 'heuristics' ? heuristicBars(runs) : subcaseBars(runs);
}

/** The bars as the chart draws them. */
export function drawingOf({ layout, chance: byChance, groups }: Bars, theme: ChartTheme): Drawing {
  return {
    layout,
    chance: byChance,
    groups: groups.map(({ title, bars }) => ({
      title,
      bars: bars.map(({ key, gold, slot, tally }) => ({ key, paint: paintOf(gold, slot, theme), accuracy: tally.accuracy, interval: tally.interval })),
    })),
  };
}

type Runs = readonly (readonly [Slot, ShownRun])[];

function heuristicBars(runs: Runs): Bars {
  return {
    layout: 'columns',
    caption: 'Accuracy by heuristic and gold label',
    chance: chance.hans,
    golds: binaryLabels,
    groups: heuristics.map((heuristic) => ({
      title: heuristicTitles[heuristic],
      bars: binaryLabels.flatMap((gold) =>
        barPerRun(runs, { kind: 'heuristic', heuristic, gold }, gold, ({ report }) =>
          report.kind === 'hans' ? report.heuristics[heuristic][gold] : undefined,
        ),
      ),
    })),
  };
}

function subcaseBars(runs: Runs): Bars {
  return {
    layout: 'rows',
    caption: 'Accuracy by subcase',
    chance: chance.hans,
    golds: binaryLabels,
    groups: heuristics.flatMap((heuristic) =>
      binaryLabels.flatMap((gold) => [
        { title: `${heuristicTitles[heuristic]}, ${gold}`, bars: [] },
        ...subcases
          .filter((subcase) => subcase.heuristic === heuristic && subcase.gold === gold)
          .map(({ name }) => ({
            title: name,
            bars: barPerRun(runs, { kind: 'subcase', subcase: name }, gold, ({ report }) =>
              report.kind === 'hans' ? report.subcases[name] : undefined,
            ),
          })),
      ]),
    ),
  };
}

function labelBars(runs: Runs): Bars {
  const golds = [...labels, 'non-entailment' as const].filter((gold) =>
    runs.some(([, { report }]) => report.kind === 'nli' && report.labels[gold] !== undefined),
  );
  return {
    layout: 'columns',
    caption: 'Accuracy by gold label',
    chance: golds.includes('non-entailment') ? chance.hans : chance.nli,
    golds,
    groups: golds.map((gold) => ({
      title: gold,
      bars: barPerRun(runs, { kind: 'label', gold }, gold, ({ report }) =>
        report.kind === 'nli' ? report.labels[gold] : undefined,
      ),
    })),
  };
}

function barPerRun(runs: Runs, cell: Cell, gold: AnyLabel, tallyOf: (run: ShownRun) => Tally | undefined): Bar[] {
  return runs.flatMap(([slot, run]) => {
    const tally = tallyOf(run);
    if (tally === undefined) return [];
    return [{ key: `${slot}/${cellKey(cell)}`, slot, cell, gold, tally, name: cellName(cell) }];
  });
}
