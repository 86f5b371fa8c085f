import '../shared/zodWithoutEval';
import '../shared/page.css';
import '../shared/figures.css';
import './compare.css';
import { render } from 'lit-html';
import { percent } from '../../src/core/report/format';
import { ChartOnPage } from '../shared/chartOnPage';
import { registerChartParts } from '../shared/chartParts';
import { bandText } from '../shared/legend';
import { openMessaging } from '../shared/messaging';
import { pngOf, type PictureText } from '../shared/png';
import { onThemeChange, readTheme } from '../shared/theme';
import { registerControls } from '../shared/ui';
import { barsOf, drawingOf } from './bars';
import { legendRows } from './chartSection';
import { panelStateSchema, toPageSchema, type FromPage, type PanelState, type Refused, type ShownComparison, type ToPage } from './contract';
import { page } from './page';
import type { PageActions, PageState } from './pageState';

const root = document.getElementById('page') ?? document.body;
const messaging = openMessaging<typeof toPageSchema, FromPage, PanelState>(toPageSchema, panelStateSchema, receive);
// First of all, so that the answer is on its way while the rest is made.
messaging.post({ type: 'ready' });
registerControls();
registerChartParts();

let state: PageState = {
  shown: null,
  problem: null,
  view: messaging.restore()?.bars ?? 'cells',
  pointedAt: null,
  places: new Map(),
  theme: readTheme(),
  announcement: '',
};
const chart = new ChartOnPage((places) => {
  show({ places });
});

const actions: PageActions = {
  choose: (a, b) => {
    show({ problem: null });
    messaging.post({ type: 'choose', a, b });
  },
  chooseView: (view) => {
    show({ view, pointedAt: null });
    keep();
    draw();
  },
  point: (key) => {
    if (key !== state.pointedAt) show({ pointedAt: key });
  },
  openChanged: (change, cell) => {
    messaging.post({ type: 'openChanged', change, cell });
  },
  openFailures: (side, cell) => {
    messaging.post({ type: 'openFailures', side, cell });
  },
  openBreakdown: (side) => {
    messaging.post({ type: 'openBreakdown', side });
  },
  evaluateMnli: (side) => {
    messaging.post({ type: 'evaluateMnli', side });
  },
  copy: (format) => {
    messaging.post({ type: 'copy', format });
    show({ announcement: `Copied as ${format === 'csv' ? 'CSV' : 'Markdown'}.` });
  },
  savePng: () => {
    const { canvas } = chart;
    if (canvas === undefined || state.shown?.type !== 'comparison') return;
    messaging.post({ type: 'savePng', dataUrl: pngOf(canvas, pictureText(state.shown), state.theme) });
  },
  dismissProblem: () => {
    show({ problem: null });
  },
};

function receive(message: ToPage): void {
  if (message.type === 'problem') show({ problem: message.message });
  else showRuns(message);
  document.body.dataset['ready'] = '1';
}

function showRuns(shown: ShownComparison | Refused): void {
  show({ shown, problem: null, announcement: shown.type === 'refused' ? shown.message : '' });
  keep();
  draw();
}

function keep(): void {
  const { shown, view } = state;
  if (shown === null) return;
  const { a, b } = shown.type === 'refused' ? shown : { a: shown.a.id, b: shown.b.id };
  messaging.keep({ a, b, bars: view });
}

function show(change: Partial<PageState>): void {
  state = { ...state, ...change };
  render(page(state, actions), root);
}

function draw(): void {
  if (state.shown?.type !== 'comparison') return;
  chart.draw(drawingOf(barsOf(state.shown, state.view), state.shown.chance, state.theme), state.theme);
}

function pictureText(comparison: ShownComparison): PictureText {
  const bars = barsOf(comparison, state.view);
  const withBand = bars.groups.some(({ compared }) => compared?.band != null);
  return {
    title: `${bars.caption}: A and B on their common examples`,
    notes: [`95 % Wilson intervals; chance is ${percent(comparison.chance)}`, ...(withBand ? [`Band: ${bandText}`] : [])],
    rows: legendRows(bars, state.theme).map(({ side, entries }) => ({ entries, text: `${side.toUpperCase()}: ${comparison[side].title}` })),
  };
}

onThemeChange(() => {
  show({ theme: readTheme() });
  draw();
});
show({});
