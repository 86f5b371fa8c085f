import '../shared/zodWithoutEval';
import '../shared/page.css';
import './annotation.css';
import { render } from 'lit-html';
import * as z from 'zod';
import { openMessaging } from '../shared/messaging';
import { registerControls } from '../shared/ui';
import { toPageSchema, type FromPage, type ShownAnnotation, type ToPage } from './contract';
import { isSuggestionShown } from './exampleSection';
import { obeyKey } from './keys';
import { page } from './page';
import type { PageActions, PageState } from './pageState';
import { Requests } from './requests';
import { spokenExample } from './words';

/** How often a note that is being typed is told, in ms: what was typed since is all that a crash takes. */
const draftPause = 300;

const root = document.getElementById('page') ?? document.body;
const messaging = openMessaging<typeof toPageSchema, FromPage, null>(toPageSchema, z.null(), receive);
const requests = new Requests((message) => {
  messaging.post(message);
});
registerControls();

let state: PageState = {
  shown: null,
  problem: null,
  note: '',
  revealed: null,
  showKeys: false,
  agreement: null,
  announcement: '',
};
let draftTimer: number | undefined;

const actions: PageActions = {
  decide: (choice) => {
    const { shown, note } = state;
    if (shown?.example == null || shown.readOnly !== null) return;
    // Figures of the agreement would be those of before.
    if (ask({ type: 'decide', id: shown.example.id, choice, note })) show({ agreement: null });
  },
  accept: () => {
    const { shown } = state;
    if (shown?.example == null || shown.readOnly !== null) return;
    if (isSuggestionShown(shown.example, shown, state)) actions.decide({ kind: 'accept' });
    else show({ revealed: shown.example.id, announcement: `The set suggests ${shown.example.suggestion}. A again accepts it.` });
  },
  undo: () => {
    if (state.shown?.readOnly !== null) return;
    if (ask({ type: 'undo' })) show({ agreement: null });
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
    state = { ...state, note };
    draftTimer ??= window.setTimeout(tellDraft, draftPause);
  },
  // That of a decision is a line in a file: it is written once, when it is finished.
  leaveNote: () => {
    if (state.shown?.example?.decided != null) keepNote();
    else tellDraft();
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
    if (ask({ type: 'adjudicate' })) show({ agreement: null });
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
      show({ problem: message.message });
      requests.answered(message.request, false);
  }
  document.body.dataset['ready'] = '1';
}

function showAnnotation(shown: ShownAnnotation): void {
  const before = state.shown;
  const another = before?.example?.id !== shown.example?.id;
  // What was typed is about the example that is shown still, also where somebody else fetches another.
  if (another) tellDraft();
  // The extension also tells when it has read the set through: then nothing is to be said, and a note goes on.
  const asked = another || shown.request !== null || shown.said !== '';
  show({
    shown,
    problem: null,
    note: another || before?.example?.decided?.verdict !== shown.example?.decided?.verdict ? (shown.example?.draft ?? shown.example?.note ?? '') : state.note,
    ...(another ? { revealed: null } : {}),
    ...(asked ? { announcement: spokenExample(shown) } : {}),
  });
  if (another) focusExample();
  requests.answered(shown.request, true);
}

/** Asks for something that is answered with an example. @returns false where something else is asked for */
function ask(message: Parameters<typeof requests.ask>[0]): boolean {
  // Before the example is gone.
  tellDraft();
  return requests.ask(message);
}

/** Tells what was typed since it was told last. */
function tellDraft(): void {
  if (draftTimer === undefined) return;
  clearTimeout(draftTimer);
  draftTimer = undefined;
  const { shown, note } = state;
  if (shown?.example != null) messaging.post({ type: 'draft', id: shown.example.id, note });
}

/** Has the note written down as it stands. It is kept when the extension says so, and not before. */
function keepNote(): void {
  const { shown, note } = state;
  if (shown?.example == null || note.trim() === shown.example.note.trim() || requests.isKeeping(shown.example.id, note)) return;
  ask({ type: 'note', id: shown.example.id, note });
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
