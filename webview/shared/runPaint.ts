import type { AnyLabel } from '../../src/core/nli/label';
import type { BarPaint, Texture } from './barPaint';
import type { LegendEntry } from './legend';
import type { ChartTheme } from './theme';

/** Which of two runs side by side. */
export type Side = 'first' | 'second';

const contrast: Readonly<Record<Side, Readonly<Record<AnyLabel, Texture>>>> = {
  first: { entailment: 'solid', neutral: 'hatched', contradiction: 'dotted', 'non-entailment': 'hatched' },
  second: { entailment: 'empty', neutral: 'crossed', contradiction: 'back-hatched', 'non-entailment': 'crossed' },
};
const plain: Readonly<Record<Side, Texture>> = { first: 'solid', second: 'hatched' };

/** How a bar is painted. Colour tells gold labels apart and texture runs; in high contrast, texture alone tells both. */
export function paintOf(gold: AnyLabel, side: Side, theme: ChartTheme): BarPaint {
  const colours: Readonly<Record<AnyLabel, string>> = {
    entailment: theme.blue,
    neutral: theme.purple,
    contradiction: theme.red,
    // Orange is a find match's colour in the editor's own themes: brown in the dark, missing in high contrast.
    'non-entailment': theme.yellow,
  };
  return { colour: colours[gold], texture: theme.highContrast ? contrast[side][gold] : plain[side] };
}

/** What a run's bars look like, by gold label. */
export function legendOfRun(golds: readonly AnyLabel[], side: Side, theme: ChartTheme): LegendEntry[] {
  return golds.map((gold) => ({ paint: paintOf(gold, side, theme), text: gold }));
}
