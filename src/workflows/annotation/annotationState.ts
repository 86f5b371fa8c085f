import type { Answer } from '../../core/annotation/agreement';
import type { Decision } from '../../core/annotation/decision';
import type { DecisionCounts } from '../../core/annotation/decisions';
import type { NliExample } from '../../core/nli/example';
import type { AnyLabel } from '../../core/nli/label';

/** What an annotator says about an example. */
export type Choice = { readonly kind: 'label'; readonly label: AnyLabel } | { readonly kind: 'accept' } | { readonly kind: 'discard' };

export interface ShownExample {
  readonly example: NliExample;
  readonly decision: Decision | null;
  /** A note that was begun and not finished; null where there is none. */
  readonly draft: string | null;
  /** In the queue, counted from 0; null for an example that an undo has fetched from elsewhere. */
  readonly place: number | null;
  /** What others said of it, in an adjudication, and how others adjudicated it. */
  readonly answers: readonly Answer[];
  readonly adjudications: readonly Answer[];
}

/** What an undo has done. */
export interface Undone {
  /** The example whose decision was taken back; undefined where there was none. */
  readonly id: string | undefined;
  /** Examples decided later that the set does not have: these decisions were passed over, and stay. */
  readonly passedOver: readonly string[];
}

export interface AnnotationProgress {
  /** Of the queue. */
  readonly decided: number;
  readonly total: number;
  readonly counts: DecisionCounts;
  /** Null until it is known. */
  readonly secondsEach: number | null;
  readonly secondsLeft: number | null;
}
