import { html, nothing, type TemplateResult } from 'lit-html';
import { ref } from 'lit-html/directives/ref.js';
import { fillOf, type BarPaint } from './barPaint';
import type { ChartTheme } from './theme';

export interface LegendEntry {
  readonly paint: BarPaint;
  readonly text: string;
}

/** What the band behind bars of HANS is, for the legend and over a saved picture. */
export const bandText = '100 BERT seeds: their mean ± how far two of them lie apart';

/**
 * Which bar is which. Its swatches are painted like the bars, so that it holds in high contrast too.
 *
 * @param chance right by chance alone, 0 to 1; null where the chart has no line for it
 * @param band what the band behind the bars is; null where there is none
 */
export function legend(entries: readonly LegendEntry[], chance: number | null, band: string | null, theme: ChartTheme): TemplateResult {
  return html`<ul class="legend">
    ${entries.map(({ paint, text }) => html`<li>${swatch(paint, theme)} ${text}</li>`)}
    <li><span class="swatch whisker" aria-hidden="true"></span>95 % interval</li>
    ${band === null ? nothing : html`<li><span class="swatch band" aria-hidden="true"></span>${band}</li>`}
    ${chance === null ? nothing : html`<li><span class="swatch dashes" aria-hidden="true"></span>Chance, ${Number((100 * chance).toFixed(1))} %</li>`}
  </ul>`;
}

/** A piece of a line. */
export function strokeSample({ colour, dash }: { readonly colour: string; readonly dash: readonly number[] }): TemplateResult {
  return html`<svg class="stroke" viewBox="0 0 28 8" aria-hidden="true"><line x1="0" y1="4" x2="28" y2="4" stroke=${colour} stroke-width="2.5" stroke-dasharray=${dash.join(' ')} /></svg>`;
}

/** A square that is painted like a bar. */
export function swatch(paint: BarPaint, theme: ChartTheme): TemplateResult {
  return html`<canvas
    class="swatch"
    aria-hidden="true"
    ${ref((element) => {
      if (element instanceof HTMLCanvasElement) paintSwatch(element, paint, theme);
    })}
  ></canvas>`;
}

function paintSwatch(canvas: HTMLCanvasElement, paint: BarPaint, theme: ChartTheme): void {
  const size = 14;
  const scale = window.devicePixelRatio;
  canvas.width = canvas.height = Math.round(size * scale);
  const context = canvas.getContext('2d');
  if (context === null) return;
  context.scale(scale, scale);
  context.fillStyle = fillOf(paint, theme);
  context.fillRect(0, 0, size, size);
  context.strokeStyle = paint.colour;
  context.lineWidth = 2;
  context.strokeRect(1, 1, size - 2, size - 2);
}
