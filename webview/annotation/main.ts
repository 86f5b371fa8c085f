import '../shared/zodWithoutEval';
import '../shared/page.css';
import './annotation.css';
import { render } from 'lit-html';
import * as z from 'zod';
import { openMessaging } from '../shared/messaging';
import { registerControls } from '../shared/ui';
import { toPageSchema, type FromPage, type Request, type ShownAnnotation, type ToPage } from './contract';
import { isSuggestionShown } from './exampleSection';
import { obeyKey } from './keys';
import { page } from './page';
import type { PageActions, PageState } from './pageState';
import { spokenExample } from './words';

/** How often a note that is being typed is told, in ms: what was typed since is all that a crash takes. */
const draftPause = 300;

const root = document.getElementById('page') ?? document.body;
const messaging = openMessaging<typeof toPageSchema, FromPage, null>(toPageSchema, z.null(), receive);
registerControls();

type WithoutNumber<Each> = Each extends Request ? Omit<Each, 'request'> : never;

let state: PageState = {
  shown: null,
  problem: null,
  note: '',
  revealed: null,
  waiting: null,
  showKeys: false,
  agreement: null,
  announcement: '',
};
let draftTimer: number | undefined;
let requests = 0;

const actions: PageActions = {
  decide: (choice) => {
    const { shown, waiting } = state;
    // The next example has not been seen yet.
    if (shown?.example == null || shown.readOnly !== null || waiting !== null) return;
    forgetDraft();
    // Figures of the agreement would be those of before.
    show({ agreement: null });
    ask({ type: 'decide', id: shown.example.id, choice, note: state.note });
  },
  accept: () => {
    const { shown } = state;
    if (shown?.example == null || shown.readOnly !== null) return;
    if (isSuggestionShown(shown.example, shown, state)) actions.decide({ kind: 'accept' });
    else show({ revealed: shown.example.id, announcement: `The set suggests ${shown.example.suggestion}. A again accepts it.` });
  },
  undo: () => {
    if (state.shown?.readOnly !== null) return;
    show({ agreement: null });
    ask({ type: 'undo' });
  },
  move: (by) => {
    ask({ type: 'move', by });
  },
  moveToOpen: () => {
    ask({ type: 'moveToOpen' });
  },
  beginNote: () => {
    document.getElementById('note')?.focus();
  },
  typeNote: (note) => {
    const example = state.shown?.example;
    state = { ...state, note };
    if (example == null) return;
    draftTimer ??= window.setTimeout(() => {
      draftTimer = undefined;
      if (state.shown?.example?.id === example.id) messaging.post({ type: 'draft', id: example.id, note: state.note });
    }, draftPause);
  },
  // That of a decision is a line in a file: it is written once, when it is finished.
  leaveNote: () => {
    if (state.shown?.example?.decided != null) keepNote();
  },
  endNote: () => {
    keepNote();
    focusExample();
  },
  toggleKeys: () => {
    show({ showKeys: !state.showKeys });
  },
  setOrder: (order) => {
    ask({ type: 'order', order });
  },
  wholeSet: () => {
    ask({ type: 'wholeSet' });
  },
  openLine: (line) => {
    messaging.post({ type: 'openLine', line });
  },
  compare: () => {
    if (state.agreement === null) messaging.post({ type: 'agreement' });
    else show({ agreement: null });
  },
  exportAccepted: () => {
    messaging.post({ type: 'export' });
  },
  adjudicate: () => {
    show({ agreement: null });
    ask({ type: 'adjudicate' });
  },
  annotate: () => {
    ask({ type: 'annotate' });
  },
  openAgain: () => {
    show({ problem: null });
    ask({ type: 'openAgain' });
  },
};

function receive(message: ToPage): void {
  switch (message.type) {
    case 'annotation':
      showAnnotation(message);
      break;
    case 'agreement':
      show({ agreement: message });
      document.getElementById('agreement-title')?.focus();
      break;
    case 'problem':
      show({ problem: message.message, waiting: stillWaiting(message) });
  }
  document.body.dataset['ready'] = '1';
}

function showAnnotation(shown: ShownAnnotation): void {
  const before = state.shown;
  const another = before?.example?.id !== shown.example?.id;
  // The extension also tells when it has read the set through: then nothing is to be said, and a note goes on.
  const asked = another || shown.request !== null || shown.said !== '';
  show({
    shown,
    problem: null,
    waiting: stillWaiting(shown),
    note: another || before?.example?.decided?.verdict !== shown.example?.decided?.verdict ? (shown.example?.draft ?? shown.example?.note ?? '') : state.note,
    ...(another ? { revealed: null } : {}),
    ...(asked ? { announcement: spokenExample(shown) } : {}),
  });
  if (another) focusExample();
}

/** Asks for something that is answered with an example. */
function ask(message: WithoutNumber<Request>): void {
  if (state.waiting !== null) return;
  requests += 1;
  show({ waiting: requests });
  messaging.post({ ...message, request: requests });
}

/** Much is told that nobody has asked for: only the answer itself ends the waiting for it. */
function stillWaiting({ request }: { readonly request: number | null }): number | null {
  return request === state.waiting ? null : state.waiting;
}

/** What was typed goes with what is told now. */
function forgetDraft(): void {
  clearTimeout(draftTimer);
  draftTimer = undefined;
}

/** Has the note written down as it stands. */
function keepNote(): void {
  const { shown, note } = state;
  if (shown?.example == null || note.trim() === shown.example.note.trim()) return;
  forgetDraft();
  messaging.post({ type: 'note', id: shown.example.id, note });
  // It is on its way: whoever leaves the field now has nothing to write.
  show({ shown: { ...shown, example: { ...shown.example, note } } });
}

/** So that keys are keys again, and a screen reader is at the example. */
function focusExample(): void {
  document.getElementById('example')?.focus();
}

function show(change: Partial<PageState>): void {
  state = { ...state, ...change };
  render(page(state, actions), root);
}

document.addEventListener('keydown', (event) => {
  if (state.shown !== null && obeyKey(event, state.shown.labels, actions)) event.preventDefault();
});
show({});
