import '../shared/zodWithoutEval';
import '../shared/page.css';
import '../shared/figures.css';
import './breakdown.css';
import { percent } from '../../src/core/report/format';
import { ChartOnPage } from '../shared/chartOnPage';
import { registerChartParts } from '../shared/chartParts';
import { openMessaging } from '../shared/messaging';
import { PageView } from '../shared/pageView';
import { pngOf, type PictureText } from '../shared/png';
import { readTheme } from '../shared/theme';
import { registerControls } from '../shared/ui';
import { barsOf, drawingOf } from './bars';
import { legendRows } from './chartSection';
import { panelStateSchema, toPageSchema, type Breakdown, type FailurePage, type FromPage, type PanelState, type ToPage } from './contract';
import { pageOf } from './failuresSection';
import { page } from './page';
import type { PageActions, PageState } from './pageState';

const messaging = openMessaging<typeof toPageSchema, FromPage, PanelState>(toPageSchema, panelStateSchema, receive);
registerControls();
registerChartParts();
const kept = messaging.restore();

const live = new PageView<PageState>(
  {
    breakdown: null,
    failures: null,
    problem: null,
    view: kept?.bars ?? 'heuristics',
    open: kept?.open ?? null,
    pointedAt: null,
    places: new Map(),
    theme: readTheme(),
    announcement: '',
  },
  (state) => page(state, actions),
  draw,
);
const chart = new ChartOnPage((places) => {
  live.show({ places });
});
/** Where the focus was when a list of examples was opened, to go back there. */
let openedFrom: HTMLElement | null = null;
/** The reader asked for the examples that are on their way, so the focus follows them. */
let focusExamples = false;

const actions: PageActions = {
  chooseRun: (slot, run) => {
    live.show({ problem: null });
    messaging.post({ type: 'choose', slot, run });
  },
  chooseView: (view) => {
    live.show({ view, pointedAt: null });
    keep();
    draw();
  },
  point: (key) => {
    if (key !== live.state.pointedAt) live.show({ pointedAt: key });
  },
  listFailures: ({ slot, cell }) => {
    openedFrom = document.activeElement instanceof HTMLElement ? document.activeElement : null;
    live.show({ open: { slot, cell, page: 0 }, failures: null });
    askForFailures(true);
  },
  turnTo: (to) => {
    if (live.state.open === null) return;
    live.show({ open: { ...live.state.open, page: to } });
    askForFailures(false);
  },
  closeFailures: () => {
    live.show({ open: null, failures: null, announcement: 'Failing examples closed.' });
    keep();
    // A list that was there after a reload was opened from nothing that is still there.
    const back = openedFrom?.isConnected === true ? openedFrom : document.querySelector<HTMLElement>('.bar[tabindex="0"]');
    back?.focus();
  },
  openExample: (slot, id) => {
    messaging.post({ type: 'openExample', slot, id });
  },
  evaluateMnli: (slot) => {
    messaging.post({ type: 'evaluateMnli', slot });
  },
  copy: (format) => {
    messaging.post({ type: 'copy', format });
    live.show({ announcement: `Copied as ${format === 'csv' ? 'CSV' : 'Markdown'}.` });
  },
  savePng: () => {
    const { canvas } = chart;
    if (live.state.breakdown === null || canvas === undefined) return;
    messaging.post({ type: 'savePng', dataUrl: pngOf(canvas, pictureText(live.state.breakdown), live.state.theme) });
  },
  dismissProblem: () => {
    live.show({ problem: null });
  },
};

function receive(message: ToPage): void {
  switch (message.type) {
    case 'breakdown':
      showBreakdown(message);
      break;
    case 'failures':
      showFailures(message);
      break;
    case 'problem':
      live.show({ problem: message.message });
      document.body.dataset['ready'] = '1';
  }
}

function showBreakdown(breakdown: Breakdown): void {
  const before = live.state.breakdown;
  const { open } = live.state;
  // The list of examples belongs to a run: it goes when another run takes the run's place.
  const same = open === null || before === null || before[open.slot]?.id === breakdown[open.slot]?.id;
  live.show({ breakdown, problem: null, ...(same ? {} : { open: null, failures: null }) });
  keep();
  draw();
  if (before === null && open !== null) askForFailures(false);
}

function showFailures(failures: FailurePage): void {
  const { open } = live.state;
  if (open?.slot !== failures.slot || JSON.stringify(open.cell) !== JSON.stringify(failures.cell)) return;
  live.show({ failures, open: { ...open, page: failures.page }, announcement: pageOf(failures) });
  keep();
  if (!focusExamples) return;
  focusExamples = false;
  document.getElementById('failures-title')?.focus();
}

function askForFailures(follow: boolean): void {
  if (live.state.open === null) return;
  focusExamples = follow;
  keep();
  messaging.post({ type: 'failures', ...live.state.open });
}

function keep(): void {
  const { breakdown, view, open } = live.state;
  if (breakdown === null) return;
  messaging.keep({ first: breakdown.first.id, second: breakdown.second?.id ?? null, bars: view, open });
}

function draw(): void {
  if (live.state.breakdown === null) return;
  chart.draw(drawingOf(barsOf(live.state.breakdown, live.state.view), live.state.theme), live.state.theme);
  document.body.dataset['ready'] = '1';
}

function pictureText(breakdown: Breakdown): PictureText {
  const bars = barsOf(breakdown, live.state.view);
  return {
    title: bars.caption,
    notes: [`95 % Wilson intervals; chance is ${percent(bars.chance)}`],
    rows: legendRows(bars, breakdown, live.state.theme).map(({ slot, entries }) => ({ entries, text: breakdown[slot]?.title ?? '' })),
  };
}

live.open();
