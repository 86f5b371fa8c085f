import '../shared/zodWithoutEval';
import '../shared/page.css';
import '../shared/figures.css';
import './bias.css';
import { ChartOnPage } from '../shared/chartOnPage';
import { registerChartParts } from '../shared/chartParts';
import { openMessaging } from '../shared/messaging';
import { PageView } from '../shared/pageView';
import { pngOf } from '../shared/png';
import { readTheme } from '../shared/theme';
import { registerControls } from '../shared/ui';
import { panelStateSchema, toPageSchema, type FromPage, type PanelState, type ToPage } from './contract';
import { drawingOf, legendEntries } from './drawing';
import { page } from './page';
import type { PageActions, PageState } from './pageState';

const messaging = openMessaging<typeof toPageSchema, FromPage, PanelState>(toPageSchema, panelStateSchema, receive);
registerControls();
registerChartParts();

const live = new PageView<PageState>(
  {
    shown: null,
    problem: null,
    view: messaging.restore()?.view ?? 'entailment',
    theme: readTheme(),
    announcement: '',
  },
  (state) => page(state, actions),
  draw,
);
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
    live.show({ view });
    keep();
    draw();
  },
  copy: (table, format) => {
    messaging.post({ type: 'copy', table, format });
    live.show({ announcement: `Copied as ${format === 'csv' ? 'CSV' : 'Markdown'}.` });
  },
  savePng: () => {
    const { canvas } = chart;
    const { shown, theme, view } = live.state;
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
  if (message.type === 'problem') live.show({ problem: message.message });
  else {
    live.show({ shown: message, problem: null, announcement: message.sets.map(({ headline }) => headline).join(' ') });
    keep();
    draw();
  }
  document.body.dataset['ready'] = '1';
}

function keep(): void {
  const { shown, view } = live.state;
  if (shown !== null) messaging.keep({ files: shown.sets.map(({ file }) => file), against: shown.against.file, view });
}

function draw(): void {
  if (live.state.shown !== null) chart.draw(drawingOf(live.state.shown, live.state.view, live.state.theme), live.state.theme);
}

live.open();
