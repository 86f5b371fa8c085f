import { html, type TemplateResult } from 'lit-html';
import { ref } from 'lit-html/directives/ref.js';
import { repeat } from 'lit-html/directives/repeat.js';
import type { BarPlace, BarPlaces } from './barChart';

/** A button over a bar, or over a point of a line. */
export interface BarButton {
  /** The bar's. */
  readonly key: string;
  /** What the bar says, and what the button does. */
  readonly label: string;
  /** Is what the button opens open on the page? Null where it opens elsewhere. */
  readonly expanded: boolean | null;
}

export interface BarButtonActions {
  readonly point: (key: string | null) => void;
  readonly press: (key: string) => void;
}

export interface ChartBox {
  readonly caption: string;
  readonly layout: 'columns' | 'rows' | 'points';
  /** Of the canvas, where a page has several charts. */
  readonly id?: string;
}

/** A chart's canvas, with a real button over each bar: a canvas has nothing that a keyboard could reach. */
export function chartBox(
  { caption, layout, id = 'chart' }: ChartBox,
  buttons: readonly BarButton[],
  { places, pointedAt }: { readonly places: BarPlaces; readonly pointedAt: string | null },
  actions: BarButtonActions,
): TemplateResult {
  const pointed = buttons.some(({ key }) => key === pointedAt) ? pointedAt : null;
  return html`<div class="chart ${layout}">
    <canvas id=${id} role="img" aria-label="${caption}. The same figures are in the table below."></canvas>
    <div
      role="group"
      aria-label="${layout === 'points' ? 'Points' : 'Bars'}, left and right arrow keys move between them"
      @keydown=${moveBetweenBars}
      @mouseleave=${() => actions.point(null)}
    >
      ${repeat(
        buttons,
        ({ key }) => key,
        // One stop for the Tab key, whichever bar was visited last; the arrow keys do the rest.
        (button, index) => barButton(button, pointed === null ? index === 0 : pointed === button.key, places, actions),
      )}
    </div>
  </div>`;
}

function barButton({ key, label, expanded }: BarButton, stop: boolean, places: BarPlaces, actions: BarButtonActions): TemplateResult {
  return html`<button
    class="bar"
    data-bar=${key}
    tabindex=${stop ? 0 : -1}
    aria-label=${label}
    ${ref((element) => {
      if (!(element instanceof HTMLElement)) return;
      put(element, places.get(key));
      element.ariaExpanded = expanded === null ? null : String(expanded);
    })}
    @click=${() => actions.press(key)}
    @focus=${() => actions.point(key)}
    @mouseenter=${() => actions.point(key)}
  ></button>`;
}

/** The style object is written to, because the content security policy forbids style attributes. */
function put(element: HTMLElement, place: BarPlace | undefined): void {
  element.hidden = place === undefined;
  if (place === undefined) return;
  for (const side of ['left', 'top', 'width', 'height'] as const) element.style[side] = `${place[side]}px`;
}

function moveBetweenBars(event: KeyboardEvent): void {
  const buttons = [...(event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>('button')];
  const at = buttons.indexOf(event.target as HTMLElement);
  const goal = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
  if (goal === undefined) return;
  event.preventDefault();
  buttons[Math.min(Math.max(goal, 0), buttons.length - 1)]?.focus();
}
