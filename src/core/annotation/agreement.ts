import { cohenKappa, type Kappa } from '../statistics/cohenKappa';
import { alphaWithInterval, type Alpha } from '../statistics/krippendorffAlpha';
import { UserError } from '../userError';
import type { ReadAnnotations } from './annotationReader';
import { verdictOf, type AnnotationHeader, type Verdict } from './decision';
import { Decisions } from './decisions';

/** What one annotator decided about a set. */
export interface Annotator {
  readonly name: string;
  readonly decisions: Decisions;
}

/** The annotation files of one set. */
export interface AnnotatedSet {
  readonly dataset: string;
  readonly sha256: string;
  readonly annotators: readonly Annotator[];
  /** The decisions about what they disagreed on, of everybody who made some. */
  readonly adjudications: readonly Annotator[];
}

/** Two annotators on the examples that both decided. */
export interface PairAgreement {
  readonly a: string;
  readonly b: string;
  readonly common: number;
  readonly agreed: number;
  /** Null where it says nothing: no common example, or one same answer throughout. */
  readonly kappa: Kappa | null;
  readonly confusion: Confusion;
}

export interface Confusion {
  /** Those that occur, in the order of the labels, discarded last. */
  readonly verdicts: readonly Verdict[];
  /** Examples by A's verdict (row) and B's (column). */
  readonly counts: readonly (readonly number[])[];
}

/** What somebody said of an example. */
export interface Answer {
  readonly annotator: string;
  readonly verdict: Verdict;
  readonly note: string | null;
}

/** An example on which annotators disagree, or those who adjudicated it. */
export interface Disagreement {
  readonly id: string;
  readonly answers: readonly Answer[];
  /** What the adjudications say, as far as they have come. */
  readonly adjudications: readonly Answer[];
  /** What they say alike; null where none has come so far, or where they differ. */
  readonly adjudicated: Verdict | null;
}

export interface Agreement {
  readonly annotators: readonly { readonly name: string; readonly decided: number; readonly label: number; readonly accept: number; readonly discard: number }[];
  /** Examples that at least two annotators decided. */
  readonly common: number;
  readonly pairs: readonly PairAgreement[];
  /** Of three annotators or more. */
  readonly alpha: Alpha | null;
  readonly disagreements: readonly Disagreement[];
}

const everyVerdict: readonly Verdict[] = ['entailment', 'neutral', 'contradiction', 'non-entailment', 'discard'];

/**
 * Puts the annotation files of one set together.
 *
 * @param files with the name that messages call each by
 * @throws UserError `bad-annotations` when they are of different sets, or two of one kind are one annotator's
 */
export function annotatedSet(files: readonly (ReadAnnotations & { readonly file: string })[]): AnnotatedSet {
  const [first] = files;
  if (first === undefined) throw new UserError('usage', 'There is no annotation file to read.');
  const annotators = new Map<string, Annotator>();
  const adjudications = new Map<string, Annotator>();
  for (const { file, header, lines } of files) {
    requireSame(first, { file, header });
    const { annotator: name, adjudicates } = header;
    const [those, what] = adjudicates === undefined ? [annotators, 'file'] : [adjudications, 'adjudication'];
    if (those.has(name)) throw new UserError('bad-annotations', `${file}: the annotator "${name}" has another ${what} among these. Name one ${what} an annotator.`);
    those.set(name, { name, decisions: new Decisions(lines) });
  }
  const { dataset, sha256 } = first.header;
  return { dataset, sha256, annotators: [...annotators.values()], adjudications: [...adjudications.values()] };
}

/** Has somebody adjudicated an example otherwise than somebody else? */
export function adjudicationsDiffer({ adjudications }: AnnotatedSet): boolean {
  return [...answersById(adjudications).values()].some(differ);
}

/**
 * How far the annotators agree. A discarded example counts as an answer of its own. Pauses between the samples of
 * the interval of alpha.
 */
export function* agreementOf({ annotators, adjudications }: AnnotatedSet, seed: number): Generator<undefined, Agreement> {
  const answered = answersById(annotators);
  const common = [...answered.values()].filter((answers) => answers.length > 1);
  const adjudicated = answersById(adjudications);
  const disagreements = [...new Set([...answered.keys(), ...adjudicated.keys()])].flatMap((id) => disagreementOf(id, answered.get(id) ?? [], adjudicated.get(id) ?? []));
  const counts = common.map((answers) => everyVerdict.map((verdict) => answers.filter((answer) => answer.verdict === verdict).length));
  return {
    annotators: annotators.map(({ name, decisions }) => ({ name, decided: decisions.size, ...decisions.counts })),
    common: common.length,
    pairs: annotators.flatMap((a, index) => annotators.slice(index + 1).map((b) => pairAgreement(a, b))),
    alpha: annotators.length < 3 ? null : yield* alphaWithInterval(counts, seed),
    disagreements,
  };
}

function requireSame(first: { readonly file: string; readonly header: AnnotationHeader }, other: { readonly file: string; readonly header: AnnotationHeader }): void {
  if (other.header.sha256 === first.header.sha256) return;
  throw new UserError(
    'bad-annotations',
    other.header.dataset === first.header.dataset
      ? `${other.file} annotates another version of ${other.header.dataset} than ${first.file}: the SHA-256 differs. Annotate the same file.`
      : `${other.file} annotates ${other.header.dataset}, and ${first.file} annotates ${first.header.dataset}. Name the files of one set.`,
  );
}

function answersById(annotators: readonly Annotator[]): Map<string, Answer[]> {
  const answers = new Map<string, Answer[]>();
  for (const { name, decisions } of annotators) {
    for (const [id, decision] of decisions.entries()) {
      const answer = { annotator: name, verdict: verdictOf(decision), note: decision.note ?? null };
      const others = answers.get(id);
      if (others === undefined) answers.set(id, [answer]);
      else others.push(answer);
    }
  }
  return answers;
}

/** Empty for an example on which everybody agrees. */
function disagreementOf(id: string, answers: readonly Answer[], adjudications: readonly Answer[]): Disagreement[] {
  const contested = differ(adjudications);
  if (!contested && !differ(answers)) return [];
  return [{ id, answers, adjudications, adjudicated: contested ? null : (adjudications[0]?.verdict ?? null) }];
}

function differ(answers: readonly Answer[]): boolean {
  return answers.some(({ verdict }) => verdict !== answers[0]?.verdict);
}

function pairAgreement(a: Annotator, b: Annotator): PairAgreement {
  const pairs: (readonly [Verdict, Verdict])[] = [];
  for (const [id, decision] of a.decisions.entries()) {
    const other = b.decisions.of(id);
    if (other !== undefined) pairs.push([verdictOf(decision), verdictOf(other)]);
  }
  const occurring = new Set(pairs.flat());
  const verdicts = everyVerdict.filter((verdict) => occurring.has(verdict));
  const counts = verdicts.map(() => verdicts.map(() => 0));
  for (const [one, other] of pairs) {
    const row = counts[verdicts.indexOf(one)];
    const column = verdicts.indexOf(other);
    if (row !== undefined) row[column] = (row[column] ?? 0) + 1;
  }
  return {
    a: a.name,
    b: b.name,
    common: pairs.length,
    agreed: pairs.filter(([one, other]) => one === other).length,
    kappa: cohenKappa(counts),
    confusion: { verdicts, counts },
  };
}
