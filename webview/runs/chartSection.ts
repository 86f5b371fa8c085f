import { html, nothing, type TemplateResult } from 'lit-html';
import { count, percent, percentInterval } from '../../src/core/report/format';
import { chartBox } from '../shared/barButtons';
import { bandText, legend, type LegendEntry } from '../shared/legend';
import { paintAt } from '../shared/placePaint';
import type { ChartTheme } from '../shared/theme';
import type { ChartedCell, RunRow, ShownRuns } from './contract';
import { barKey } from './drawing';
import type { PageActions, PageState } from './pageState';

/** What the chart shows, for its caption. */
export function captionOf(runs: readonly RunRow[]): string {
  return runs[0]?.kind === 'nli' ? 'Accuracy by gold label' : 'Accuracy by heuristic and gold label';
}

/** The chosen runs side by side: a press on a bar opens its run's breakdown. */
export function chartSection(runs: readonly RunRow[], { chance }: ShownRuns, state: PageState, actions: PageActions): TemplateResult {
  const bars = runs.flatMap((run) => run.cells.map((cell) => ({ key: barKey(run, cell.key), run, cell })));
  const pointedAt = bars.find(({ key }) => key === state.pointedAt);
  const withBand = bars.some(({ cell }) => cell.band !== null);
  return html`
    <section aria-labelledby="chart-title">
      <div class="toolbar">
        <h2 id="chart-title">${captionOf(runs)}</h2>
        ${runs.length === 2 ? html`<vscode-button appearance="secondary" data-do="compare" @click=${actions.compare}>Compare these two</vscode-button>` : nothing}
        <vscode-button appearance="secondary" @click=${actions.savePng}>Save as PNG</vscode-button>
      </div>
      <figure>
        ${legend(legendEntries(runs, state.theme), chance[runs[0]?.kind ?? 'hans'], withBand ? bandText : null, state.theme)}
        ${chartBox(
          { caption: captionOf(runs), layout: 'columns' },
          bars.map(({ key, run, cell }) => ({ key, label: `${run.title}, ${nameOf(cell)}: ${figures(cell)} Open the breakdown.`, expanded: null })),
          state,
          {
            point: actions.point,
            press: (key) => {
              const bar = bars.find((each) => each.key === key);
              if (bar !== undefined) actions.openBreakdown(bar.run.id);
            },
          },
        )}
        <figcaption class="readout" aria-hidden="true">
          ${pointedAt === undefined
            ? html`<span class="muted">Choose a bar to open the breakdown of its run.</span>`
            : html`<strong>${pointedAt.run.title}, ${nameOf(pointedAt.cell)}</strong> ${figures(pointedAt.cell)}`}
        </figcaption>
      </figure>
    </section>
  `;
}

export function legendEntries(runs: readonly RunRow[], theme: ChartTheme): LegendEntry[] {
  return runs.map(({ title }, place) => ({ paint: paintAt(place, theme), text: title }));
}

function nameOf({ title, subtitle }: ChartedCell): string {
  return subtitle === null ? `gold ${title}` : `${title}, gold ${subtitle}`;
}

function figures({ tally: { accuracy, interval, correct, total } }: ChartedCell): string {
  if (accuracy === null || interval === null) return 'no example is scored.';
  return `${percent(accuracy)} right ${percentInterval(interval)}, ${count(correct)} of ${count(total)}.`;
}
