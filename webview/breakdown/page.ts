import { html, nothing, type TemplateResult } from 'lit-html';
import { barsOf } from './bars';
import { chartSection, type BarPlaces } from './chartSection';
import type { Breakdown, FailurePage, PanelState, Slot } from './contract';
import { factsSection } from './factsSection';
import { failuresSection } from './failuresSection';
import { header } from './header';
import { confusionSection, tableSection } from './tableSection';
import type { Bar } from './bars';
import type { ChartTheme } from '../shared/theme';

/** Everything that the page shows. */
export interface PageState {
  readonly breakdown: Breakdown | null;
  readonly failures: FailurePage | null;
  /** Why something could not be done or shown. */
  readonly problem: string | null;
  readonly view: PanelState['bars'];
  readonly open: PanelState['open'];
  /** The bar that is pointed at or has the focus. */
  readonly pointedAt: string | null;
  readonly places: BarPlaces;
  readonly theme: ChartTheme;
  /** What a screen reader is told. */
  readonly announcement: string;
}

/** Everything that a reader can do. */
export interface PageActions {
  readonly chooseRun: (slot: Slot, run: string | null) => void;
  readonly chooseView: (view: PanelState['bars']) => void;
  readonly point: (key: string | null) => void;
  readonly listFailures: (bar: Pick<Bar, 'slot' | 'cell'>) => void;
  readonly turnTo: (page: number) => void;
  readonly closeFailures: () => void;
  readonly openExample: (slot: Slot, id: string) => void;
  readonly copy: (format: 'csv' | 'markdown') => void;
  readonly savePng: () => void;
  readonly dismissProblem: () => void;
}

export function page(state: PageState, actions: PageActions): TemplateResult {
  return html`
    <p class="unseen" role="status">${state.announcement}</p>
    ${state.problem === null
      ? nothing
      : html`<div class="note problem" role="alert">
          <p>${state.problem}</p>
          ${state.breakdown === null
            ? nothing
            : html`<button class="plain" @click=${actions.dismissProblem}>Dismiss</button>`}
        </div>`}
    ${state.breakdown === null ? waiting(state) : content(state, state.breakdown, actions)}
  `;
}

function waiting({ problem }: PageState): TemplateResult | typeof nothing {
  return problem === null ? html`<p class="muted">Reading the run…</p>` : nothing;
}

function content(state: PageState, breakdown: Breakdown, actions: PageActions): TemplateResult {
  const bars = barsOf(breakdown, state.view);
  return html`
    ${header(breakdown, actions)} ${chartSection(bars, breakdown, state, actions)}
    ${state.open === null ? nothing : failuresSection(state.open, state.failures, breakdown, actions)}
    ${tableSection(bars, breakdown, actions)} ${confusionSection(breakdown)} ${factsSection(breakdown)}
  `;
}
