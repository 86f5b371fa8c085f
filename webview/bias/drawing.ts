import type { Drawing } from '../shared/drawing';
import type { LegendEntry } from '../shared/legend';
import { paintAt } from '../shared/placePaint';
import type { ChartTheme } from '../shared/theme';
import type { ShownBias, View } from './contract';

/** Ends of the axis: a bar of 6 % would be lost on one of 100 %. */
const tops = [0.04, 0.1, 0.2, 0.4, 1];

export function drawingOf({ charts }: ShownBias, view: View, theme: ChartTheme): Drawing {
  const { groups } = charts[view];
  const highest = Math.max(0, ...groups.flatMap(({ bars }) => bars.map(({ value, interval }) => interval?.[1] ?? value ?? 0)));
  return {
    layout: 'columns',
    chance: null,
    top: tops.find((top) => highest <= top) ?? 1,
    groups: groups.map(({ title, bars }) => ({
      title,
      bars: bars.map(({ value, interval }, place) => ({ key: `${title}/${place}`, paint: paintAt(place, theme), accuracy: value, interval })),
    })),
  };
}

export function legendEntries({ names }: ShownBias, theme: ChartTheme): LegendEntry[] {
  return names.map((text, place) => ({ paint: paintAt(place, theme), text }));
}
