import { conditions, type Condition } from '../../src/core/experiment/conditions';
import { panelTitle } from '../../src/core/experiment/describePoint';
import type { Panel } from '../../src/core/experiment/figure';
import type { drawnMeasures, Measure } from '../../src/core/experiment/measures';
import { panelBand } from '../../src/core/experiment/panelBand';
import { panelMarks, type PanelMarks } from '../../src/core/experiment/panelMarks';
import { paintAt } from '../shared/placePaint';
import type { ChartTheme } from '../shared/theme';

/** A panel of the figure as it is drawn: accuracies on the upright axis, further examples on the other. */
export interface PanelDrawing extends PanelMarks {
  /** Unique on the page; the same after every refresh. */
  readonly key: string;
  readonly title: string;
  /** Around the starting point. */
  readonly band: readonly [low: number, high: number] | null;
  /** Is there room below 0, for cells without a figure? In one panel as in all, so that they stand on one line. */
  readonly hasFoot: boolean;
}

export type Shape = 'circle' | 'triangle' | 'rectRot';
type Drawn = (typeof drawnMeasures)[number];

const shapes: Readonly<Record<Condition, Shape>> = { original: 'circle', synthetic: 'triangle', 'synthetic-biased': 'rectRot' };
const dashes: Readonly<Record<Drawn, readonly number[]>> = { 'mnli-matched': [], 'hans-lexical-overlap': [7, 4], 'hans-lexical-overlap-non-entailed': [2, 3] };

export function drawingsOf(panels: readonly Panel[]): PanelDrawing[] {
  const drawn = panels.map((panel) => ({ key: String(panel.start), title: panelTitle(panel.start), band: panelBand(panel), ...panelMarks(panel) }));
  const hasFoot = drawn.some(({ missing }) => missing.length > 0);
  return drawn.map((drawing) => ({ ...drawing, hasFoot }));
}

/** How the marks of a condition look: by colour and shape, because colour alone tells nothing to some. Null for the common beginning. */
export function markOf(condition: Condition | null, theme: ChartTheme): { readonly colour: string; readonly shape: Shape } {
  if (condition === null) return { colour: theme.foreground, shape: 'circle' };
  return { colour: paintAt(conditions.indexOf(condition), theme).colour, shape: shapes[condition] };
}

export function dashOf(measure: Measure): readonly number[] {
  return dashes[measure as Drawn];
}
