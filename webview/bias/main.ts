import '../shared/zodWithoutEval';
import '../shared/page.css';
import '../shared/figures.css';
import './bias.css';
import { render } from 'lit-html';
import { ChartOnPage } from '../shared/chartOnPage';
import { registerChartParts } from '../shared/chartParts';
import { openMessaging } from '../shared/messaging';
import { pngOf } from '../shared/png';
import { onThemeChange, readTheme } from '../shared/theme';
import { registerControls } from '../shared/ui';
import { panelStateSchema, toPageSchema, type FromPage, type PanelState, type ToPage } from './contract';
import { drawingOf, legendEntries } from './drawing';
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
  view: messaging.restore()?.view ?? 'entailment',
  theme: readTheme(),
  announcement: '',
};
const chart = new ChartOnPage(() => undefined);

const actions: PageActions = {
  add: () => {
    messaging.post({ type: 'add' });
  },
  remove: (file) => {
    messaging.post({ type: 'remove', file });
  },
  holdAgainst: (file) => {
    messaging.post({ type: 'against', file });
  },
  open: (file, line) => {
    messaging.post({ type: 'open', file, line });
  },
  writeBiased: (file) => {
    messaging.post({ type: 'writeBiased', file });
  },
  chooseView: (view) => {
    show({ view });
    keep();
    draw();
  },
  copy: (table, format) => {
    messaging.post({ type: 'copy', table, format });
    show({ announcement: `Copied as ${format === 'csv' ? 'CSV' : 'Markdown'}.` });
  },
  savePng: () => {
    const { canvas } = chart;
    const { shown, theme, view } = state;
    if (canvas === undefined || shown === null) return;
    const text = {
      title: shown.charts[view].caption,
      notes: ['95 % Wilson intervals'],
      rows: legendEntries(shown, theme).map((entry) => ({ entries: [entry], text: '' })),
    };
    messaging.post({ type: 'savePng', dataUrl: pngOf(canvas, text, theme) });
  },
};

function receive(message: ToPage): void {
  if (message.type === 'problem') show({ problem: message.message });
  else {
    show({ shown: message, problem: null, announcement: message.sets.map(({ headline }) => headline).join(' ') });
    keep();
    draw();
  }
  document.body.dataset['ready'] = '1';
}

function keep(): void {
  const { shown, view } = state;
  if (shown !== null) messaging.keep({ files: shown.sets.map(({ file }) => file), against: shown.against.file, view });
}

function show(change: Partial<PageState>): void {
  state = { ...state, ...change };
  render(page(state, actions), root);
}

function draw(): void {
  if (state.shown !== null) chart.draw(drawingOf(state.shown, state.view, state.theme), state.theme);
}

onThemeChange(() => {
  show({ theme: readTheme() });
  draw();
});
show({});
