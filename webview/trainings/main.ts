import '../shared/zodWithoutEval';
import '../shared/page.css';
import '../shared/figures.css';
import './trainings.css';
import { ChartsOnPage } from '../shared/chartsOnPage';
import { openMessaging } from '../shared/messaging';
import { PageView } from '../shared/pageView';
import { readTheme } from '../shared/theme';
import { registerControls } from '../shared/ui';
import { mostCharted, panelStateSchema, toPageSchema, type FromPage, type PanelState, type ToPage } from './contract';
import { drawings, type LineDrawing } from './drawings';
import { LineChart, registerLineParts } from './lineChart';
import { page } from './page';
import type { PageActions, PageState } from './pageState';

const messaging = openMessaging<typeof toPageSchema, FromPage, PanelState>(toPageSchema, panelStateSchema, receive);
registerControls();
registerLineParts();

const live = new PageView<PageState>(
  { shown: null, problem: null, charted: messaging.restore()?.charted ?? null, theme: readTheme(), announcement: '' },
  (state) => page(state, actions),
  draw,
);
const charts = new ChartsOnPage<LineDrawing>((canvas) => new LineChart(canvas));

const actions: PageActions = {
  chart: (training, charted) => {
    const before = live.state.shown?.charted.map(({ id }) => id) ?? [];
    const trainings = charted ? [...before, training].slice(0, mostCharted) : before.filter((id) => id !== training);
    live.show({ charted: trainings });
    messaging.keep({ charted: trainings });
    messaging.post({ type: 'chart', trainings });
  },
  act: (training, offer) => {
    messaging.post({ type: 'act', training, offer });
  },
  copy: (format) => {
    messaging.post({ type: 'copy', format });
    live.show({ announcement: `Copied as ${format === 'csv' ? 'CSV' : 'Markdown'}.` });
  },
};

function receive(message: ToPage): void {
  if (message.type === 'problem') live.show({ problem: message.message });
  else {
    live.show({ shown: message, problem: null });
    messaging.keep({ charted: live.state.charted });
    draw();
  }
  document.body.dataset['ready'] = '1';
}

function draw(): void {
  if (live.state.shown !== null) charts.draw(drawings(live.state.shown, live.state.theme), live.state.theme);
}

live.open();
