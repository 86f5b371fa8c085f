import type { ChartTheme } from './theme';

/** How a bar is filled: its colour says one thing, its texture another. */
export interface BarPaint {
  readonly colour: string;
  readonly texture: Texture;
}

export type Texture = 'solid' | 'hatched' | 'dotted' | 'empty' | 'crossed' | 'back-hatched' | 'lined';

const size = 8;

/** A fill style of a canvas. */
export function fillOf({ colour, texture }: BarPaint, theme: ChartTheme): string | CanvasPattern {
  if (texture === 'solid') return colour;
  const tile = document.createElement('canvas');
  // Drawn at the screen's own resolution, or the lines blur.
  const scale = window.devicePixelRatio;
  tile.width = tile.height = Math.round(size * scale);
  const context = tile.getContext('2d');
  if (context === null) return colour;
  context.scale(tile.width / size, tile.height / size);
  context.fillStyle = theme.background;
  context.fillRect(0, 0, size, size);
  context.strokeStyle = context.fillStyle = colour;
  context.lineWidth = 2;
  context.beginPath();
  if (texture === 'hatched' || texture === 'crossed') hatch(context, (x) => x);
  if (texture === 'back-hatched' || texture === 'crossed') hatch(context, (x) => size - x);
  if (texture === 'lined') {
    context.moveTo(0, size / 2);
    context.lineTo(size, size / 2);
  }
  context.stroke();
  if (texture === 'dotted') {
    for (const at of [size / 4, (3 * size) / 4]) {
      context.beginPath();
      context.arc(at, at, 1.4, 0, 2 * Math.PI);
      context.fill();
    }
  }
  const pattern = context.createPattern(tile, 'repeat');
  pattern?.setTransform(new DOMMatrix().scale(size / tile.width));
  return pattern ?? colour;
}

function hatch(context: CanvasRenderingContext2D, mirror: (x: number) => number): void {
  for (const shift of [-size, 0, size]) {
    context.moveTo(mirror(shift - 1), size + 1);
    context.lineTo(mirror(shift + size + 1), -1);
  }
}
