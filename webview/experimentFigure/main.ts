import '../shared/zodWithoutEval';
import '../shared/page.css';
import '../shared/figures.css';
import './experimentFigure.css';
import { panelsOf } from '../../src/core/experiment/figure';
import { figureSvg } from '../../src/core/experiment/figureSvg';
import { ChartsOnPage } from '../shared/chartsOnPage';
import { openMessaging } from '../shared/messaging';
import { PageView } from '../shared/pageView';
import { readTheme } from '../shared/theme';
import { registerControls } from '../shared/ui';
import { panelStateSchema, toPageSchema, type FromPage, type PanelState, type ToPage } from './contract';
import { drawingsOf, type PanelDrawing } from './drawing';
import { page } from './page';
import type { PageActions, PageState } from './pageState';
import { PanelChart, registerPanelParts } from './panelChart';
import { pngOfSvg } from './svgPicture';

const messaging = openMessaging<typeof toPageSchema, FromPage, PanelState>(toPageSchema, panelStateSchema, receive);
registerControls();
registerPanelParts();

const live = new PageView<PageState>(
  { shown: null, problem: null, pointedAt: null, places: new Map(), theme: readTheme(), announcement: '' },
  (state) => page(state, actions),
  draw,
);
const charts = new ChartsOnPage<PanelDrawing>(
  (canvas, key) =>
    new PanelChart(canvas, (places) => {
      live.show({ places: new Map(live.state.places).set(key, places) });
    }),
);

const actions: PageActions = {
  point: (key) => {
    if (key !== live.state.pointedAt) live.show({ pointedAt: key });
  },
  open: ({ start, condition, size, measure }) => {
    messaging.post({ type: 'openPoint', start, condition, size, measure });
  },
  copy: (table, format) => {
    messaging.post({ type: 'copy', table, format });
    live.show({ announcement: `Copied as ${format === 'csv' ? 'CSV' : 'Markdown'}.` });
  },
  savePng: () => {
    const { shown } = live.state;
    // The same figure as in the terminal: for a paper, whatever the editor's theme.
    if (shown !== null) void pngOfSvg(figureSvg(panelsOf(shown.points), shown.name)).then((dataUrl) => messaging.post({ type: 'savePng', dataUrl }));
  },
  saveSvg: () => {
    messaging.post({ type: 'saveSvg' });
  },
};

function receive(message: ToPage): void {
  if (message.type === 'problem') live.show({ problem: message.message });
  else {
    live.show({ shown: message, problem: null });
    messaging.keep({ file: message.file });
    draw();
  }
  document.body.dataset['ready'] = '1';
}

function draw(): void {
  const { shown, theme } = live.state;
  if (shown !== null) charts.draw(drawingsOf(panelsOf(shown.points)), theme);
}

live.open();
