import { html, nothing, type TemplateResult } from 'lit-html';
import { count, percent, percentInterval } from '../../src/core/report/format';
import { chartBox } from '../shared/barButtons';
import { legend, type LegendEntry } from '../shared/legend';
import { legendOfRun } from '../shared/runPaint';
import type { ChartTheme } from '../shared/theme';
import type { Bar, Bars } from './bars';
import type { Breakdown, PanelState, Slot } from './contract';
import type { PageActions, PageState } from './pageState';

/** The chart: a press on a bar lists its failing examples. */
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
        ${legendOf(bars, breakdown, state.theme)}
        ${chartBox(
          bars,
          every.map((bar) => ({
            key: bar.key,
            label: `${barName(bar, breakdown)}: ${figures(bar)} ${listing(bar)}`,
            expanded: state.open?.slot === bar.slot && JSON.stringify(state.open.cell) === JSON.stringify(bar.cell),
          })),
          state,
          {
            point: actions.point,
            press: (key) => {
              const bar = every.find((each) => each.key === key);
              if (bar !== undefined) actions.listFailures(bar);
            },
          },
        )}
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

function barName(bar: Bar, { second }: Breakdown): string {
  return second === null ? bar.name : `${bar.slot === 'first' ? 'First run' : 'Second run'}, ${bar.name}`;
}

function figures({ tally }: Bar): string {
  if (tally.accuracy === null || tally.interval === null) return 'no example is scored yet.';
  return `${percent(tally.accuracy)} right ${percentInterval(tally.interval)}, ${count(tally.correct)} of ${count(tally.total)}.`;
}

function listing({ tally }: Bar): string {
  const failing = tally.total - tally.correct;
  return `List the ${count(failing)} failing ${failing === 1 ? 'example' : 'examples'}.`;
}

/** A row of the legend for each run: its bars by gold label. */
export function legendRows(bars: Bars, { first, second }: Breakdown, theme: ChartTheme): { slot: Slot; entries: LegendEntry[] }[] {
  const slots: readonly Slot[] = second?.report.kind === first.report.kind ? ['first', 'second'] : ['first'];
  return slots.map((slot) => ({ slot, entries: legendOfRun(bars.golds, slot, theme) }));
}

function legendOf(bars: Bars, breakdown: Breakdown, theme: ChartTheme): TemplateResult {
  const rows = legendRows(bars, breakdown, theme);
  const entries = rows.flatMap(({ slot, entries: golds }) =>
    golds.map(({ paint, text }) => ({ paint, text: `${rows.length > 1 ? `${slot === 'first' ? 'First' : 'Second'} run, gold` : 'Gold'} ${text}` })),
  );
  return legend(entries, bars.chance, null, theme);
}
