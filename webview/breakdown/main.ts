import '../shared/zodWithoutEval';
import '../shared/page.css';
import '../shared/figures.css';
import './breakdown.css';
import { render } from 'lit-html';
import { percent } from '../../src/core/report/format';
import { ChartOnPage } from '../shared/chartOnPage';
import { registerChartParts } from '../shared/chartParts';
import { openMessaging } from '../shared/messaging';
import { pngOf, type PictureText } from '../shared/png';
import { onThemeChange, readTheme } from '../shared/theme';
import { registerControls } from '../shared/ui';
import { barsOf, drawingOf } from './bars';
import { legendRows } from './chartSection';
import { panelStateSchema, toPageSchema, type Breakdown, type FailurePage, type FromPage, type PanelState, type ToPage } from './contract';
import { pageOf } from './failuresSection';
import { page } from './page';
import type { PageActions, PageState } from './pageState';

const root = document.getElementById('page') ?? document.body;
const messaging = openMessaging<typeof toPageSchema, FromPage, PanelState>(toPageSchema, panelStateSchema, receive);
// First of all, so that the answer is on its way while the rest is made.
messaging.post({ type: 'ready' });
registerControls();
registerChartParts();
const kept = messaging.restore();

let state: PageState = {
  breakdown: null,
  failures: null,
  problem: null,
  view: kept?.bars ?? 'heuristics',
  open: kept?.open ?? null,
  pointedAt: null,
  places: new Map(),
  theme: readTheme(),
  announcement: '',
};
const chart = new ChartOnPage((places) => {
  show({ places });
});
/** Where the focus was when a list of examples was opened, to go back there. */
let openedFrom: HTMLElement | null = null;
/** The reader asked for the examples that are on their way, so the focus follows them. */
let focusExamples = false;

const actions: PageActions = {
  chooseRun: (slot, run) => {
    show({ problem: null });
    messaging.post({ type: 'choose', slot, run });
  },
  chooseView: (view) => {
    show({ view, pointedAt: null });
    keep();
    draw();
  },
  point: (key) => {
    if (key !== state.pointedAt) show({ pointedAt: key });
  },
  listFailures: ({ slot, cell }) => {
    openedFrom = document.activeElement instanceof HTMLElement ? document.activeElement : null;
    show({ open: { slot, cell, page: 0 }, failures: null });
    askForFailures(true);
  },
  turnTo: (to) => {
    if (state.open === null) return;
    show({ open: { ...state.open, page: to } });
    askForFailures(false);
  },
  closeFailures: () => {
    show({ open: null, failures: null, announcement: 'Failing examples closed.' });
    keep();
    openedFrom?.focus();
  },
  openExample: (slot, id) => {
    messaging.post({ type: 'openExample', slot, id });
  },
  evaluateMnli: (slot) => {
    messaging.post({ type: 'evaluateMnli', slot });
  },
  copy: (format) => {
    messaging.post({ type: 'copy', format });
    show({ announcement: `Copied as ${format === 'csv' ? 'CSV' : 'Markdown'}.` });
  },
  savePng: () => {
    const { canvas } = chart;
    if (state.breakdown === null || canvas === undefined) return;
    messaging.post({ type: 'savePng', dataUrl: pngOf(canvas, pictureText(state.breakdown), state.theme) });
  },
  dismissProblem: () => {
    show({ problem: null });
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
      show({ problem: message.message });
      document.body.dataset['ready'] = '1';
  }
}

function showBreakdown(breakdown: Breakdown): void {
  const before = state.breakdown;
  const { open } = state;
  // The list of examples belongs to a run: it goes when another run takes the run's place.
  const same = open === null || before === null || before[open.slot]?.id === breakdown[open.slot]?.id;
  show({ breakdown, ...(before === null ? { problem: null } : {}), ...(same ? {} : { open: null, failures: null }) });
  keep();
  draw();
  if (before === null && open !== null) askForFailures(false);
}

function showFailures(failures: FailurePage): void {
  const { open } = state;
  if (open?.slot !== failures.slot || JSON.stringify(open.cell) !== JSON.stringify(failures.cell)) return;
  show({ failures, open: { ...open, page: failures.page }, announcement: pageOf(failures) });
  keep();
  if (!focusExamples) return;
  focusExamples = false;
  document.getElementById('failures-title')?.focus();
}

function askForFailures(follow: boolean): void {
  if (state.open === null) return;
  focusExamples = follow;
  keep();
  messaging.post({ type: 'failures', ...state.open });
}

function keep(): void {
  const { breakdown, view, open } = state;
  if (breakdown === null) return;
  messaging.keep({ first: breakdown.first.id, second: breakdown.second?.id ?? null, bars: view, open });
}

function show(change: Partial<PageState>): void {
  state = { ...state, ...change };
  render(page(state, actions), root);
}

function draw(): void {
  if (state.breakdown === null) return;
  chart.draw(drawingOf(barsOf(state.breakdown, state.view), state.theme), state.theme);
  document.body.dataset['ready'] = '1';
}

function pictureText(breakdown: Breakdown): PictureText {
  const bars = barsOf(breakdown, state.view);
  return {
    title: bars.caption,
    notes: [`95 % Wilson intervals; chance is ${percent(bars.chance)}`],
    rows: legendRows(bars, breakdown, state.theme).map(({ slot, entries }) => ({ entries, text: breakdown[slot]?.title ?? '' })),
  };
}

onThemeChange(() => {
  show({ theme: readTheme() });
  draw();
});
show({});
