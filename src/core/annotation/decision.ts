import * as z from 'zod';
import { isAnyLabel, type AnyLabel } from '../nli/label';
import { sha256Schema } from '../sha256';

/*
 * The lines of an annotation file: a header, then decisions in the order in which they were made. The
 * last one for an ID counts, so that two versions which git has merged are one: all their lines.
 */

export const annotationVersion = 1;

/** The first line: what was annotated, and by whom. */
export const headerSchema = z.object({
  /** Path of the set from the folder that holds `.blindspot`, with forward slashes. */
  dataset: z.string().min(1),
  sha256: sha256Schema,
  annotator: z.string().min(1),
  version: z.literal(annotationVersion),
  /** In an adjudication: whose disagreements it decides. */
  adjudicates: z.array(z.string()).readonly().optional(),
});
export type AnnotationHeader = z.infer<typeof headerSchema>;

const label = z.custom<AnyLabel>((value) => typeof value === 'string' && isAnyLabel(value));
const common = { id: z.string().min(1), note: z.string().optional(), at: z.iso.datetime() };
/** Takes the decision about the example back that was made last, and is the one before that again. */
const undoes = z.literal(true).optional();
export const decisionLineSchema = z.discriminatedUnion('decision', [
  z.object({ ...common, decision: z.literal('label'), label, undoes }),
  /** The label that the set suggests was shown, and taken. */
  z.object({ ...common, decision: z.literal('accept'), label, undoes }),
  z.object({ ...common, decision: z.literal('discard'), undoes }),
  /** As if nothing had been decided about the example. */
  z.object({ ...common, decision: z.literal('undo') }),
]);
export type DecisionLine = z.infer<typeof decisionLineSchema>;
type WithoutMark<Line> = Line extends { undoes?: true | undefined } ? Omit<Line, 'undoes'> : never;
export type Decision = WithoutMark<Exclude<DecisionLine, { decision: 'undo' }>>;

/** What a decision says about its example. */
export type Verdict = AnyLabel | 'discard';

export function verdictOf(decision: Decision): Verdict {
  return decision.decision === 'discard' ? 'discard' : decision.label;
}

/** Do they say the same, but for their notes? */
export function isSameDecision(one: Decision, other: Decision): boolean {
  return one.decision === other.decision && verdictOf(one) === verdictOf(other);
}

/** A verdict in a sentence. */
export function verdictText(verdict: Verdict): string {
  return verdict === 'discard' ? 'discarded' : verdict;
}

/** A decision as a line, without its line end. The order of its fields is the same in every line, for whoever reads a diff. */
export function formatDecision(line: DecisionLine): string {
  const { id, decision, at, note } = line;
  return JSON.stringify({
    id,
    decision,
    ...('label' in line ? { label: line.label } : {}),
    ...('undoes' in line && line.undoes === true ? { undoes: true } : {}),
    ...(note === undefined ? {} : { note }),
    at,
  });
}

export function formatHeader({ dataset, sha256, annotator, version, adjudicates }: AnnotationHeader): string {
  return JSON.stringify({ dataset, sha256, annotator, version, ...(adjudicates === undefined ? {} : { adjudicates }) });
}

/** A note as decisions have it: without blanks around it, and not at all where it is empty. */
export function noteField(note: string): { readonly note?: string } {
  return note.trim() === '' ? {} : { note: note.trim() };
}
