import '../shared/zodWithoutEval';
import '../shared/page.css';
import '../shared/figures.css';
import './fineTune.css';
import { render } from 'lit-html';
import { readDraft, withSuggestion } from '../../src/core/training/draft';
import { openMessaging } from '../shared/messaging';
import { registerControls } from '../shared/ui';
import { panelStateSchema, toPageSchema, type FromPage, type PanelState, type ToPage } from './contract';
import { page } from './page';
import type { PageActions, PageState } from './pageState';

/** The extension looks for the files once somebody has stopped typing. */
const settleMilliseconds = 300;

const root = document.getElementById('page') ?? document.body;
const messaging = openMessaging<typeof toPageSchema, FromPage, PanelState>(toPageSchema, panelStateSchema, receive);
registerControls();

let state: PageState = { form: null, around: { missing: {}, measuring: false, estimate: null }, touched: new Set(), problem: null, announcement: '' };
let settling: ReturnType<typeof setTimeout> | undefined;

const actions: PageActions = {
  set: (name, value) => {
    if (state.form === null) return;
    const { task, draft } = state.form;
    take({ task, draft: withSuggestion(draft, { ...draft, [name]: value }) });
    // Whether the new file is there, the extension will say.
    const { [name]: _, ...missing } = state.around.missing;
    show({ touched: new Set([...state.touched, name]), around: { ...state.around, missing } });
    clearTimeout(settling);
    settling = setTimeout(() => {
      if (state.form !== null) messaging.post({ type: 'changed', draft: state.form.draft });
    }, settleMilliseconds);
  },
  choose: (setting) => {
    if (state.form !== null) messaging.post({ type: 'choose', setting, draft: state.form.draft });
  },
  act: (type) => {
    if (state.form === null) return;
    const { task, draft } = state.form;
    const wrong = Object.keys(readDraft(task, draft).problems);
    if (wrong.length === 0) {
      messaging.post({ type, draft });
      return;
    }
    show({ touched: new Set([...state.touched, ...wrong]), announcement: `${wrong.length} ${wrong.length === 1 ? 'setting is' : 'settings are'} wrong.` });
    document.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  },
};

function receive(message: ToPage): void {
  if (message.type === 'problem') show({ problem: message.message });
  else {
    const { missing, measuring, estimate } = message;
    if (message.type === 'form') take({ task: message.task, draft: message.draft });
    show({ around: { missing, measuring, estimate }, problem: null, announcement: estimate !== state.around.estimate ? (estimate ?? '') : state.announcement });
  }
  document.body.dataset['ready'] = '1';
}

function take(form: PanelState): void {
  state = { ...state, form };
  messaging.keep(form);
}

function show(change: Partial<PageState>): void {
  state = { ...state, ...change };
  render(page(state, actions), root);
}

show({});
