import '../shared/zodWithoutEval';
import '../shared/page.css';
import '../shared/figures.css';
import './compare.css';
import { percent } from '../../src/core/report/format';
import { ChartOnPage } from '../shared/chartOnPage';
import { registerChartParts } from '../shared/chartParts';
import { bandText } from '../shared/legend';
import { openMessaging } from '../shared/messaging';
import { PageView } from '../shared/pageView';
import { pngOf, type PictureText } from '../shared/png';
import { readTheme } from '../shared/theme';
import { registerControls } from '../shared/ui';
import { barsOf, drawingOf } from './bars';
import { legendRows } from './chartSection';
import { panelStateSchema, toPageSchema, type FromPage, type PanelState, type Refused, type ShownComparison, type ToPage } from './contract';
import { page } from './page';
import type { PageActions, PageState } from './pageState';

const messaging = openMessaging<typeof toPageSchema, FromPage, PanelState>(toPageSchema, panelStateSchema, receive);
registerControls();
registerChartParts();

const live = new PageView<PageState>(
  {
    shown: null,
    problem: null,
    view: messaging.restore()?.bars ?? 'cells',
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

const actions: PageActions = {
  choose: (a, b) => {
    live.show({ problem: null });
    messaging.post({ type: 'choose', a, b });
  },
  chooseView: (view) => {
    live.show({ view, pointedAt: null });
    keep();
    draw();
  },
  point: (key) => {
    if (key !== live.state.pointedAt) live.show({ pointedAt: key });
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
    live.show({ announcement: `Copied as ${format === 'csv' ? 'CSV' : 'Markdown'}.` });
  },
  savePng: () => {
    const { canvas } = chart;
    if (canvas === undefined || live.state.shown?.type !== 'comparison') return;
    messaging.post({ type: 'savePng', dataUrl: pngOf(canvas, pictureText(live.state.shown), live.state.theme) });
  },
  dismissProblem: () => {
    live.show({ problem: null });
  },
};

function receive(message: ToPage): void {
  if (message.type === 'problem') live.show({ problem: message.message });
  else showRuns(message);
  document.body.dataset['ready'] = '1';
}

function showRuns(shown: ShownComparison | Refused): void {
  live.show({ shown, problem: null, announcement: shown.type === 'refused' ? shown.message : '' });
  keep();
  draw();
}

function keep(): void {
  const { shown, view } = live.state;
  if (shown === null) return;
  const { a, b } = shown.type === 'refused' ? shown : { a: shown.a.id, b: shown.b.id };
  messaging.keep({ a, b, bars: view });
}

function draw(): void {
  if (live.state.shown?.type !== 'comparison') return;
  chart.draw(drawingOf(barsOf(live.state.shown, live.state.view), live.state.shown.chance, live.state.theme), live.state.theme);
}

function pictureText(comparison: ShownComparison): PictureText {
  const bars = barsOf(comparison, live.state.view);
  const withBand = bars.groups.some(({ compared }) => compared?.band != null);
  return {
    title: `${bars.caption}: A and B on their common examples`,
    notes: [`95 % Wilson intervals; chance is ${percent(comparison.chance)}`, ...(withBand ? [`Band: ${bandText}`] : [])],
    rows: legendRows(bars, live.state.theme).map(({ side, entries }) => ({ entries, text: `${side.toUpperCase()}: ${comparison[side].title}` })),
  };
}

live.open();
