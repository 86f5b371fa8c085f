import type { BarPaint, Texture } from './barPaint';
import type { ChartTheme } from './theme';

const contrast: readonly Texture[] = ['solid', 'empty', 'hatched', 'dotted', 'crossed', 'back-hatched', 'lined'];

/** How the bars of the run or set in this place are painted: seven can be told apart, in high contrast by texture alone. */
export function paintAt(place: number, theme: ChartTheme): BarPaint {
  const colours = [theme.blue, theme.yellow, theme.purple, theme.red];
  const colour = colours[place % colours.length] ?? theme.foreground;
  if (theme.highContrast) return { colour, texture: contrast[place % contrast.length] ?? 'solid' };
  return { colour, texture: place < colours.length ? 'solid' : 'hatched' };
}
