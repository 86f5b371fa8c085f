import { BarChart, type BarPlaces } from './barChart';
import type { Drawing } from './drawing';
import type { ChartTheme } from './theme';

/** The one chart of a page, on whichever canvas the page has now: it may come and go. */
export class ChartOnPage {
  private shown: { readonly canvas: HTMLCanvasElement; readonly chart: BarChart } | undefined;

  constructor(private readonly onPlaced: (places: BarPlaces) => void) {}

  /** Undefined while the page shows no chart. */
  get canvas(): HTMLCanvasElement | undefined {
    const canvas = document.getElementById('chart');
    return canvas instanceof HTMLCanvasElement ? canvas : undefined;
  }

  draw(drawing: Drawing, theme: ChartTheme): void {
    const { canvas } = this;
    if (canvas === undefined) return;
    if (this.shown?.canvas !== canvas) this.shown = { canvas, chart: new BarChart(canvas, this.onPlaced) };
    this.shown.chart.draw(drawing, theme);
  }
}
