import type { NliExample } from '../nli/example';
import type { AnyLabel } from '../nli/label';
import { count } from '../report/format';
import type { AnnotatedSet, Annotator } from './agreement';
import { verdictOf, type Decision } from './decision';

/** What annotators made of an example. */
export type Outcome =
  | { readonly kind: 'accepted'; readonly label: AnyLabel; readonly decisions: readonly DecisionBy[] }
  | { readonly kind: 'discarded' | 'disputed' | 'undecided' };

export type DecisionBy = Decision & { readonly annotator: string };

/** How many examples came out how. */
export type OutcomeCounts = Readonly<Record<Outcome['kind'], number>>;

/**
 * What counts: what those who adjudicated the example agree on; where nobody did, what all annotators who decided
 * agree on. Where they do not, the example is disputed, and is nobody's training data.
 */
export function outcomeOf(id: string, { annotators, adjudications }: AnnotatedSet): Outcome {
  const given = annotators.flatMap((annotator) => decisionBy(annotator, id));
  const adjudicated = adjudications.flatMap((adjudication) => decisionBy(adjudication, id));
  const counting = adjudicated.length > 0 ? adjudicated : given;
  const [first] = counting;
  if (first === undefined) return { kind: 'undecided' };
  const verdict = verdictOf(first);
  if (counting.some((decision) => verdictOf(decision) !== verdict)) return { kind: 'disputed' };
  return verdict === 'discard' ? { kind: 'discarded' } : { kind: 'accepted', label: verdict, decisions: [...given, ...adjudicated] };
}

/** What an export holds and what it left out, for terminal and notification alike. */
export function describeExport({ accepted, discarded, disputed, undecided }: OutcomeCounts): string {
  return `${count(accepted)} accepted ${accepted === 1 ? 'example' : 'examples'}; left out: ${count(discarded)} discarded, ${count(disputed)} disputed, ${count(undecided)} not decided.`;
}

/**
 * An accepted example as a line of a training file, without its line end: where it comes from stands beside what
 * its set said of its source.
 *
 * @param source what the set's own line says, if it says anything
 */
export function acceptedLine(
  { id, premise, hypothesis, gold }: NliExample,
  { label, decisions }: Extract<Outcome, { kind: 'accepted' }>,
  { dataset, sha256 }: Pick<AnnotatedSet, 'dataset' | 'sha256'>,
  source: Readonly<Record<string, unknown>> | undefined,
): string {
  const annotation = {
    dataset,
    sha256,
    suggested: gold,
    decisions: decisions.map(({ annotator, decision, at, note, ...rest }) => ({
      annotator,
      decision,
      ...('label' in rest ? { label: rest.label } : {}),
      ...(note === undefined ? {} : { note }),
      at,
    })),
  };
  return JSON.stringify({ id, label, premise, hypothesis, source: { ...source, annotation } });
}

function decisionBy({ name, decisions }: Annotator, id: string): DecisionBy[] {
  const decision = decisions.of(id);
  return decision === undefined ? [] : [{ ...decision, annotator: name }];
}
