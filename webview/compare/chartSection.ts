import { html, nothing, type TemplateResult } from 'lit-html';
import { count, percent, percentInterval } from '../../src/core/report/format';
import { chartBox } from '../shared/barButtons';
import { cellName } from '../shared/cellNames';
import { bandText, legend, type LegendEntry } from '../shared/legend';
import { legendOfRun } from '../shared/runPaint';
import type { ChartTheme } from '../shared/theme';
import { barKey, sides, slots, type Bars, type Compared } from './bars';
import type { PanelState, ShownComparison, Side } from './contract';
import type { PageActions, PageState } from './pageState';

interface Bar {
  readonly key: string;
  readonly side: Side;
  readonly compared: Compared;
}

/** The chart: a press on a bar opens its failing examples. */
export function chartSection(bars: Bars, comparison: ShownComparison, state: PageState, actions: PageActions): TemplateResult {
  const every = bars.groups.flatMap(({ compared }) =>
    compared === null ? [] : sides.map((side): Bar => ({ key: barKey(side, compared), side, compared })),
  );
  const pointedAt = every.find(({ key }) => key === state.pointedAt);
  return html`
    <section aria-labelledby="chart-title">
      <div class="toolbar">
        <h2 id="chart-title">${bars.caption}</h2>
        ${comparison.subcases.length === 0 ? nothing : viewSwitch(state.view, actions)}
        <vscode-button appearance="secondary" @click=${actions.savePng}>Save as PNG</vscode-button>
      </div>
      <figure>
        ${legendOf(bars, comparison, state.theme)}
        ${chartBox(
          bars,
          every.map((bar) => ({ key: bar.key, label: `${nameOf(bar)}: ${figures(bar)} Open its failing examples.`, expanded: null })),
          state,
          {
            point: actions.point,
            press: (key) => {
              const bar = every.find((each) => each.key === key);
              if (bar !== undefined) actions.openFailures(bar.side, bar.compared.cell);
            },
          },
        )}
        <figcaption class="readout" aria-hidden="true">
          ${pointedAt === undefined
            ? html`<span class="muted">Choose a bar to open its failing examples.</span>`
            : html`<strong>${nameOf(pointedAt)}</strong> ${figures(pointedAt)} <span class="muted">B less A: ${pointedAt.compared.sentence}.</span>`}
        </figcaption>
      </figure>
    </section>
  `;
}

/** A row of the legend for each run: its bars by gold label. */
export function legendRows(bars: Bars, theme: ChartTheme): { side: Side; entries: LegendEntry[] }[] {
  return sides.map((side) => ({ side, entries: legendOfRun(bars.golds, slots[side], theme) }));
}

function legendOf(bars: Bars, { chance }: ShownComparison, theme: ChartTheme): TemplateResult {
  const entries = legendRows(bars, theme).flatMap(({ side, entries: golds }) =>
    golds.map(({ paint, text }) => ({ paint, text: `${side.toUpperCase()}, gold ${text}` })),
  );
  const withBand = bars.groups.some(({ compared }) => compared?.band != null);
  return legend(entries, chance, withBand ? bandText : null, theme);
}

function viewSwitch(view: PanelState['bars'], actions: PageActions): TemplateResult {
  const choose = (event: Event): void => {
    const { value } = event.target as HTMLInputElement;
    if ((value === 'cells' || value === 'subcases') && value !== view) actions.chooseView(value);
  };
  return html`
    <vscode-radio-group aria-label="Bars" @change=${choose}>
      <vscode-radio value="cells" name="bars" ?checked=${view === 'cells'}>3 heuristics</vscode-radio>
      <vscode-radio value="subcases" name="bars" ?checked=${view === 'subcases'}>30 subcases</vscode-radio>
    </vscode-radio-group>
  `;
}

function nameOf({ side, compared }: Bar): string {
  return `${side.toUpperCase()}, ${cellName(compared.cell)}`;
}

function figures({ side, compared }: Bar): string {
  const { accuracy, interval, correct, total } = compared[side];
  if (accuracy === null || interval === null) return 'no example in common.';
  return `${percent(accuracy)} right ${percentInterval(interval)}, ${count(correct)} of ${count(total)}.`;
}
