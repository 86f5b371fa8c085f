import type { AnyLabel } from '../../src/core/nli/label';
import type { PageActions } from './pageState';

/** A key and what it does, as the page lists it. */
export interface KeyHelp {
  readonly key: string;
  readonly does: string;
}

export function keyHelp(labels: readonly AnyLabel[]): readonly KeyHelp[] {
  return [
    ...labels.map((label, index) => ({ key: String(index + 1), does: `Decide: ${label}` })),
    { key: 'A', does: 'Accept the label that the set suggests (shows it first, where it is hidden)' },
    { key: 'D', does: 'Discard the example' },
    { key: 'N', does: 'Write a note; Enter goes back, Shift+Enter begins a line' },
    { key: 'U', does: 'Undo the latest decision' },
    { key: '→ ←', does: 'Next and previous example' },
    { key: 'Space', does: 'Next example that is not decided' },
    { key: '?', does: 'Show or hide the keys' },
  ];
}

/** Fields that take keys themselves. */
const taking = 'textarea, input, select, vscode-dropdown, vscode-option';

/** Does what a key stands for. @returns false for a key that stands for nothing here */
export function obeyKey(event: KeyboardEvent, labels: readonly AnyLabel[], actions: PageActions): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return false;
  const at = event.composedPath()[0];
  if (at instanceof Element && at.closest(taking) !== null) return false;
  // Space presses the button that has the focus.
  if (event.key === ' ' && at instanceof Element && at.closest('button, summary') !== null) return false;
  if (event.key.startsWith('Arrow') && at instanceof Element && isScrolled(at)) return false;
  const label = labels[Number(event.key) - 1];
  if (label !== undefined) actions.decide({ kind: 'label', label });
  else {
    const act = byKey(actions)[event.key.toLowerCase()];
    if (act === undefined) return false;
    act();
  }
  return true;
}

/** Arrows move what is too broad for its place, while the focus is there. */
function isScrolled(at: Element): boolean {
  const region = at.closest('.scroll');
  return region !== null && region.scrollWidth > region.clientWidth;
}

function byKey(actions: PageActions): Readonly<Record<string, (() => void) | undefined>> {
  return {
    a: actions.accept,
    d: () => {
      actions.decide({ kind: 'discard' });
    },
    n: actions.beginNote,
    u: actions.undo,
    arrowright: () => {
      actions.move(1);
    },
    arrowleft: () => {
      actions.move(-1);
    },
    ' ': actions.moveToOpen,
    '?': actions.toggleKeys,
  };
}
