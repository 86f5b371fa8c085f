import '../shared/zodWithoutEval';
import '../shared/page.css';
import '../shared/figures.css';
import './runs.css';
import { render } from 'lit-html';
import { percent } from '../../src/core/report/format';
import { ChartOnPage } from '../shared/chartOnPage';
import { registerChartParts } from '../shared/chartParts';
import { bandText } from '../shared/legend';
import { openMessaging } from '../shared/messaging';
import { pngOf } from '../shared/png';
import { onThemeChange, readTheme } from '../shared/theme';
import { registerControls } from '../shared/ui';
import { captionOf, legendEntries } from './chartSection';
import { mostCharted, panelStateSchema, toPageSchema, type FromPage, type PanelState, type RunRow, type ToPage } from './contract';
import { drawingOf } from './drawing';
import { page } from './page';
import type { PageActions, PageState } from './pageState';
import { chartedRuns, nextSort, sorted } from './sorting';

const root = document.getElementById('page') ?? document.body;
const messaging = openMessaging<typeof toPageSchema, FromPage, PanelState>(toPageSchema, panelStateSchema, receive);
// First of all, so that the answer is on its way while the rest is made.
messaging.post({ type: 'ready' });
registerControls();
registerChartParts();
const kept = messaging.restore();

let state: PageState = {
  shown: null,
  problem: null,
  charted: kept?.charted ?? null,
  sort: kept?.sort ?? null,
  pointedAt: null,
  places: new Map(),
  theme: readTheme(),
  announcement: '',
};
const chart = new ChartOnPage((places) => {
  show({ places });
});

const actions: PageActions = {
  sortBy: (column) => {
    const sort = nextSort(state.sort, column);
    show({ sort, announcement: `Sorted by ${column.name}, ${sort.descending ? 'descending' : 'ascending'}.` });
    keep();
  },
  chart: (run, charted) => {
    const before = chartedNow().map(({ id }) => id);
    show({ charted: charted ? [...before, run].slice(0, mostCharted) : before.filter((id) => id !== run), pointedAt: null });
    keep();
    draw();
  },
  point: (key) => {
    if (key !== state.pointedAt) show({ pointedAt: key });
  },
  openBreakdown: (run) => {
    messaging.post({ type: 'openBreakdown', run });
  },
  compare: () => {
    // Rows come newest first.
    const [b, a] = chartedNow();
    if (a !== undefined && b !== undefined) messaging.post({ type: 'compare', a: a.id, b: b.id });
  },
  copy: (format) => {
    messaging.post({ type: 'copy', format, order: orderNow() });
    show({ announcement: `Copied as ${format === 'csv' ? 'CSV' : 'Markdown'}.` });
  },
  saveCsv: () => {
    messaging.post({ type: 'saveCsv', order: orderNow() });
  },
  savePng: () => {
    const { canvas } = chart;
    if (canvas === undefined || state.shown === null) return;
    const runs = chartedNow();
    const drawing = drawingOf(runs, state.shown.chance, state.theme);
    const withBand = drawing.groups.some(({ band }) => band != null);
    const text = {
      title: captionOf(runs),
      notes: [`95 % Wilson intervals; chance is ${percent(state.shown.chance[runs[0]?.kind ?? 'hans'])}`, ...(withBand ? [`Band: ${bandText}`] : [])],
      rows: legendEntries(runs, state.theme).map((entry) => ({ entries: [entry], text: '' })),
    };
    messaging.post({ type: 'savePng', dataUrl: pngOf(canvas, text, state.theme) });
  },
};

function receive(message: ToPage): void {
  if (message.type === 'problem') show({ problem: message.message });
  else {
    show({ shown: message, problem: null });
    keep();
    draw();
  }
  document.body.dataset['ready'] = '1';
}

function chartedNow(): readonly RunRow[] {
  return state.shown === null ? [] : chartedRuns(state.shown, state.charted, mostCharted);
}

function orderNow(): string[] {
  return state.shown === null ? [] : sorted(state.shown, state.sort).map(({ id }) => id);
}

function keep(): void {
  messaging.keep({ charted: state.charted, sort: state.sort });
}

function show(change: Partial<PageState>): void {
  state = { ...state, ...change };
  render(page(state, actions), root);
}

function draw(): void {
  const runs = chartedNow();
  if (state.shown !== null && runs.length > 0) chart.draw(drawingOf(runs, state.shown.chance, state.theme), state.theme);
}

onThemeChange(() => {
  show({ theme: readTheme() });
  draw();
});
show({});
