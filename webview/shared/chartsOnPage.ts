import type { ChartTheme } from './theme';

interface DrawableChart<Drawing> {
  draw(drawing: Drawing, theme: ChartTheme): void;
  destroy(): void;
}

/** The ID of the canvas that a chart of several is drawn on. */
export function canvasId(key: string): string {
  return `chart-${key}`;
}

/** The charts of a page that has several, each on the canvas that the page has for it now: canvases come and go. */
export class ChartsOnPage<Drawing extends { readonly key: string }> {
  private readonly charts = new Map<HTMLCanvasElement, DrawableChart<Drawing>>();

  constructor(private readonly make: (canvas: HTMLCanvasElement, key: string) => DrawableChart<Drawing>) {}

  draw(drawings: readonly Drawing[], theme: ChartTheme): void {
    for (const drawing of drawings) {
      const canvas = document.getElementById(canvasId(drawing.key));
      if (!(canvas instanceof HTMLCanvasElement)) continue;
      const chart = this.charts.get(canvas) ?? this.make(canvas, drawing.key);
      this.charts.set(canvas, chart);
      chart.draw(drawing, theme);
    }
    for (const [canvas, chart] of this.charts) {
      if (canvas.isConnected) continue;
      chart.destroy();
      this.charts.delete(canvas);
    }
  }
}
