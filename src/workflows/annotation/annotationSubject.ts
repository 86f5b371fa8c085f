import type { Disagreement } from '../../core/annotation/agreement';
import type { AnnotationTarget } from '../../ports/annotations';
import type { DeskOf } from '../../ports/desks';
import type { SetIndex } from '../../ports/setIndex';

/** Who annotates what. */
export interface AnnotationSubject extends Pick<AnnotationTarget, 'root' | 'dataset' | 'annotator'> {
  /** Absolute path of the set. */
  readonly file: string;
  /** The disagreements that are decided; null where this is no adjudication. */
  readonly adjudicates: { readonly annotators: readonly string[]; readonly disagreements: readonly Disagreement[] } | null;
}

export function targetOf({ root, dataset, annotator, adjudicates }: AnnotationSubject, { sha256 }: SetIndex): AnnotationTarget {
  return { root, dataset, sha256, annotator, ...(adjudicates === null ? {} : { adjudicates: adjudicates.annotators }) };
}

/** An adjudicator has a place of their own beside the one where they annotate. */
export function deskOf({ file, annotator, adjudicates }: AnnotationSubject): DeskOf {
  return { file, annotator: adjudicates === null ? annotator : `${annotator} (adjudication)` };
}
