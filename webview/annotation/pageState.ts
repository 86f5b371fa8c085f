import type { Order } from '../../src/core/annotation/desk';
import type { FromPage, ShownAgreement, ShownAnnotation } from './contract';

/** Everything that the page shows. */
export interface PageState {
  /** Null until the extension has opened the set. */
  readonly shown: ShownAnnotation | null;
  readonly problem: string | null;
  /** As it is typed: ahead of what the extension knows. */
  readonly note: string;
  /** The example whose suggestion was asked for. */
  readonly revealed: string | null;
  readonly showKeys: boolean;
  readonly agreement: ShownAgreement | null;
  /** What a screen reader is told. */
  readonly announcement: string;
}

export type Choice = Extract<FromPage, { type: 'decide' }>['choice'];

/** Everything that an annotator can do. */
export interface PageActions {
  readonly decide: (choice: Choice) => void;
  /** Takes the suggested label; where it is hidden, shows it first. */
  readonly accept: () => void;
  readonly undo: () => void;
  readonly move: (by: 1 | -1) => void;
  readonly moveToOpen: () => void;
  readonly beginNote: () => void;
  readonly typeNote: (note: string) => void;
  /** Something else has the focus now. */
  readonly leaveNote: () => void;
  /** Back from the note to the example. */
  readonly endNote: () => void;
  readonly toggleKeys: () => void;
  readonly setOrder: (order: Order) => void;
  readonly wholeSet: () => void;
  readonly openLine: (line: number) => void;
  readonly compare: () => void;
  readonly exportAccepted: () => void;
  readonly adjudicate: () => void;
  readonly annotate: () => void;
  readonly openAgain: () => void;
}
