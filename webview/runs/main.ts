import '../shared/zodWithoutEval';
import '../shared/page.css';
import '../shared/figures.css';
import './runs.css';
import { percent } from '../../src/core/report/format';
import { ChartOnPage } from '../shared/chartOnPage';
import { registerChartParts } from '../shared/chartParts';
import { bandText } from '../shared/legend';
import { openMessaging } from '../shared/messaging';
import { PageView } from '../shared/pageView';
import { pngOf } from '../shared/png';
import { readTheme } from '../shared/theme';
import { registerControls } from '../shared/ui';
import { captionOf, legendEntries } from './chartSection';
import { mostCharted, panelStateSchema, toPageSchema, type FromPage, type PanelState, type RunRow, type ToPage } from './contract';
import { drawingOf } from './drawing';
import { page } from './page';
import type { PageActions, PageState } from './pageState';
import { chartedRuns, nextSort, sorted } from './sorting';

const messaging = openMessaging<typeof toPageSchema, FromPage, PanelState>(toPageSchema, panelStateSchema, receive);
registerControls();
registerChartParts();
const kept = messaging.restore();

const live = new PageView<PageState>(
  {
    shown: null,
    problem: null,
    charted: kept?.charted ?? null,
    sort: kept?.sort ?? null,
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
  sortBy: (column) => {
    const sort = nextSort(live.state.sort, column);
    live.show({ sort, announcement: `Sorted by ${column.name}, ${sort.descending ? 'descending' : 'ascending'}.` });
    keep();
  },
  chart: (run, charted) => {
    const before = chartedNow().map(({ id }) => id);
    live.show({ charted: charted ? [...before, run].slice(0, mostCharted) : before.filter((id) => id !== run), pointedAt: null });
    keep();
    draw();
  },
  point: (key) => {
    if (key !== live.state.pointedAt) live.show({ pointedAt: key });
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
    live.show({ announcement: `Copied as ${format === 'csv' ? 'CSV' : 'Markdown'}.` });
  },
  saveCsv: () => {
    messaging.post({ type: 'saveCsv', order: orderNow() });
  },
  savePng: () => {
    const { canvas } = chart;
    if (canvas === undefined || live.state.shown === null) return;
    const runs = chartedNow();
    const drawing = drawingOf(runs, live.state.shown.chance, live.state.theme);
    const withBand = drawing.groups.some(({ band }) => band != null);
    const text = {
      title: captionOf(runs),
      notes: [`95 % Wilson intervals; chance is ${percent(live.state.shown.chance[runs[0]?.kind ?? 'hans'])}`, ...(withBand ? [`Band: ${bandText}`] : [])],
      rows: legendEntries(runs, live.state.theme).map((entry) => ({ entries: [entry], text: '' })),
    };
    messaging.post({ type: 'savePng', dataUrl: pngOf(canvas, text, live.state.theme) });
  },
};

function receive(message: ToPage): void {
  if (message.type === 'problem') live.show({ problem: message.message });
  else {
    live.show({ shown: message, problem: null });
    keep();
    draw();
  }
  document.body.dataset['ready'] = '1';
}

function chartedNow(): readonly RunRow[] {
  return live.state.shown === null ? [] : chartedRuns(live.state.shown, live.state.charted, mostCharted);
}

function orderNow(): string[] {
  return live.state.shown === null ? [] : sorted(live.state.shown, live.state.sort).map(({ id }) => id);
}

function keep(): void {
  messaging.keep({ charted: live.state.charted, sort: live.state.sort });
}

function draw(): void {
  const runs = chartedNow();
  if (live.state.shown !== null && runs.length > 0) chart.draw(drawingOf(runs, live.state.shown.chance, live.state.theme), live.state.theme);
}

live.open();
