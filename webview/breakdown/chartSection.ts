import { html, nothing, type TemplateResult } from 'lit-html';
import { ref } from 'lit-html/directives/ref.js';
import { repeat } from 'lit-html/directives/repeat.js';
import { count, percent, percentInterval } from '../../src/core/report/format';
import { fillOf } from '../shared/barPaint';
import type { ChartTheme } from '../shared/theme';
import type { Bar, Bars } from './bars';
import { paintOf, type BarPlace } from './chart';
import type { Breakdown, PanelState, Slot } from './contract';
import type { PageActions, PageState } from './pageState';

/** The chart, with a real button over each bar: a canvas has nothing that a keyboard could reach. */
export function chartSection(bars: Bars, breakdown: Breakdown, state: PageState, actions: PageActions): TemplateResult {
  const every = bars.groups.flatMap((group) => group.bars);
  const pointedAt = every.find((bar) => bar.key === state.pointedAt);
  return html`
    <section aria-labelledby="chart-title">
      <div class="toolbar">
        <h2 id="chart-title">${bars.caption}</h2>
        ${breakdown.first.report.kind === 'hans' ? viewSwitch(state.view, actions) : nothing}
        <vscode-button appearance="secondary" @click=${actions.savePng}>Save as PNG</vscode-button>
      </div>
      <figure>
        ${legend(bars, breakdown, state.theme)}
        <div class="chart ${bars.layout}">
          <canvas id="chart" role="img" aria-label="${bars.caption}. The same figures are in the table below."></canvas>
          <div
            role="group"
            aria-label="Bars, left and right arrow keys move between them"
            @keydown=${moveBetweenBars}
            @mouseleave=${() => actions.point(null)}
          >
            ${repeat(
              every,
              (bar) => bar.key,
              (bar, index) => barButton(bar, index, pointedAt, state, breakdown, actions),
            )}
          </div>
        </div>
        <figcaption class="readout" aria-hidden="true">
          ${pointedAt === undefined
            ? html`<span class="muted">Choose a bar to list its failing examples.</span>`
            : html`<strong>${barName(pointedAt, breakdown)}</strong> ${figures(pointedAt)}`}
        </figcaption>
      </figure>
    </section>
  `;
}

function viewSwitch(view: PanelState['bars'], actions: PageActions): TemplateResult {
  const choose = (event: Event): void => {
    const { value } = event.target as HTMLInputElement;
    if ((value === 'heuristics' || value === 'subcases') && value !== view) actions.chooseView(value);
  };
  return html`
    <vscode-radio-group aria-label="Bars" @change=${choose}>
      <vscode-radio value="heuristics" name="bars" ?checked=${view === 'heuristics'}>3 heuristics</vscode-radio>
      <vscode-radio value="subcases" name="bars" ?checked=${view === 'subcases'}>30 subcases</vscode-radio>
    </vscode-radio-group>
  `;
}

function barButton(
  bar: Bar,
  index: number,
  pointedAt: Bar | undefined,
  { places, open }: PageState,
  breakdown: Breakdown,
  actions: PageActions,
): TemplateResult {
  const isOpen = open?.slot === bar.slot && JSON.stringify(open.cell) === JSON.stringify(bar.cell);
  // One stop for the Tab key, whichever bar was visited last; the arrow keys do the rest.
  const stop = pointedAt === undefined ? index === 0 : pointedAt === bar;
  return html`<button
    class="bar"
    data-bar=${bar.key}
    tabindex=${stop ? 0 : -1}
    aria-label="${barName(bar, breakdown)}: ${figures(bar)} ${failing(bar)}"
    aria-expanded=${isOpen}
    ${ref((element) => {
      if (element instanceof HTMLElement) put(element, places.get(bar.key));
    })}
    @click=${() => actions.listFailures(bar)}
    @focus=${() => actions.point(bar.key)}
    @mouseenter=${() => actions.point(bar.key)}
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

function barName(bar: Bar, { second }: Breakdown): string {
  return second === null ? bar.name : `${bar.slot === 'first' ? 'First run' : 'Second run'}, ${bar.name}`;
}

function figures({ tally }: Bar): string {
  if (tally.accuracy === null || tally.interval === null) return 'no example is scored yet.';
  return `${percent(tally.accuracy)} right ${percentInterval(tally.interval)}, ${count(tally.correct)} of ${count(tally.total)}.`;
}

function failing({ tally }: Bar): string {
  return `List the ${count(tally.total - tally.correct)} failing examples.`;
}

/** Which bar is which. Its swatches are painted like the bars, so that it holds in high contrast too. */
function legend(bars: Bars, { first, second }: Breakdown, theme: ChartTheme): TemplateResult {
  const slots: readonly Slot[] = second?.report.kind === first.report.kind ? ['first', 'second'] : ['first'];
  return html`<ul class="legend">
    ${slots.flatMap((slot) =>
      bars.golds.map(
        (gold) => html`<li>
          <canvas
            class="swatch"
            aria-hidden="true"
            ${ref((element) => {
              if (element instanceof HTMLCanvasElement) paintSwatch(element, paintOf(gold, slot, theme), theme);
            })}
          ></canvas>
          ${slots.length > 1 ? `${slot === 'first' ? 'First' : 'Second'} run, gold` : 'Gold'} ${gold}
        </li>`,
      ),
    )}
    <li><span class="swatch whisker" aria-hidden="true"></span>95 % interval</li>
    <li><span class="swatch dashes" aria-hidden="true"></span>Chance, ${Number((100 * bars.chance).toFixed(1))} %</li>
  </ul>`;
}

function paintSwatch(swatch: HTMLCanvasElement, paint: ReturnType<typeof paintOf>, theme: ChartTheme): void {
  const size = 14;
  const scale = window.devicePixelRatio;
  swatch.width = swatch.height = Math.round(size * scale);
  const context = swatch.getContext('2d');
  if (context === null) return;
  context.scale(scale, scale);
  context.fillStyle = fillOf(paint, theme);
  context.fillRect(0, 0, size, size);
  context.strokeStyle = paint.colour;
  context.lineWidth = 2;
  context.strokeRect(1, 1, size - 2, size - 2);
}
