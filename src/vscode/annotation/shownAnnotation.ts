import path from 'node:path';
import type { Agreement } from '../../core/annotation/agreement';
import { countDisagreements } from '../../core/annotation/agreementTables';
import { verdictOf } from '../../core/annotation/decision';
import type { Order } from '../../core/annotation/desk';
import { count } from '../../core/report/format';
import type { RunRecord } from '../../core/runs/record';
import { subjectOf } from '../../core/runs/title';
import type { AnnotationSession } from '../../workflows/annotation/annotationSession';
import type { ShownExample, Undone } from '../../workflows/annotation/annotationState';
import type { DisagreedExample } from '../../workflows/annotation/disagreedExamples';
import type { SetCheck } from '../../workflows/annotation/setCheck';
import type { ShownAgreement, ShownAnnotation } from '../../../webview/annotation/contract';

/** Broken lines that are told one by one. */
const mostTold = 10;

/** What the page of an annotation is told besides what the session knows. */
export interface Surrounding {
  /** Which of the page's requests is answered; null where none is. */
  readonly request: number | null;
  readonly showSuggestion: boolean;
  readonly said: string;
  /** Null until the set has been read through. */
  readonly check: SetCheck | null;
  /** Runs on the set, which can order it. */
  readonly runs: readonly RunRecord[];
}

/** The state of an annotation as its page is sent it. */
export async function shownAnnotation(session: AnnotationSession, { request, showSuggestion, said, check, runs }: Surrounding): Promise<ShownAnnotation> {
  const current = await session.current();
  return {
    type: 'annotation',
    request,
    set: path.basename(session.set.file),
    annotator: session.annotator,
    fileName: path.basename(session.annotationFile),
    adjudication: session.isAdjudication,
    labels: session.labels,
    readOnly: session.readOnly,
    showSuggestion,
    order: session.order,
    orders: orders(session.order, check, runs),
    listed: session.listed?.title ?? null,
    notes: [...(session.orderProblem === null ? [] : [session.orderProblem]), ...torn(session), ...strangers(session), ...(check === null ? [] : notes(check))],
    progress: session.progress(),
    example: current === null ? null : shownExample(current),
    said,
  };
}

/** @param listed the first disagreements */
export function shownAgreement({ annotators, common, pairs, alpha, disagreements }: Agreement, listed: readonly DisagreedExample[], problems: readonly string[]): ShownAgreement {
  return {
    type: 'agreement',
    annotators: annotators.map(({ name, decided, discard }) => ({ name, decided, discard })),
    common,
    pairs,
    alpha,
    ...countDisagreements(disagreements),
    listed: listed.map(({ id, answers, adjudications, example }) => ({ id, line: example?.line ?? null, answers, adjudications })),
    problems,
  };
}

function shownExample({ example, decision, draft, place, answers, adjudications }: ShownExample): NonNullable<ShownAnnotation['example']> {
  const { id, line, premise, hypothesis, gold } = example;
  return {
    id,
    line,
    premise,
    hypothesis,
    suggestion: gold,
    decided: decision === null ? null : { kind: decision.decision, verdict: verdictOf(decision) },
    note: decision?.note ?? '',
    draft,
    place: place === null ? null : place + 1,
    answers,
    adjudications,
  };
}

/** What an undo has done, in sentences. */
export function undoneText({ id, passedOver: [latest] }: Undone): string {
  const done = id === undefined ? 'There is nothing to undo.' : 'Undone.';
  return latest === undefined ? done : `${done} The latest decision is about “${latest}”, which the set does not have; it is left as it is.`;
}

/** The order that is on stays among them, also before the set has been read through. */
function orders(now: Order, check: SetCheck | null, runs: readonly RunRecord[]): ShownAnnotation['orders'] {
  const seed = now.kind === 'seed' ? now.seed : 1;
  const known = [
    ...(check?.checked != null || ('by' in now && now.by === 'check') ? [{ by: 'check', name: 'label check', scored: true }] : []),
    ...runs.map((record) => ({ by: record.id, name: subjectOf(record), scored: record.source.kind === 'model' })),
  ];
  return [
    { order: { kind: 'seed', seed }, title: `Shuffled, seed ${seed}` },
    { order: { kind: 'file' }, title: 'As in the file' },
    ...known.flatMap(({ by, name, scored }) => [
      // A prediction file holds no probabilities.
      ...(scored ? [{ order: { kind: 'uncertainty', by } as const, title: `Most uncertain first (${name})` }] : []),
      { order: { kind: 'disagreement', by } as const, title: `Label and prediction disagree (${name})` },
    ]),
  ];
}

function notes({ broken, skipped, mapped }: SetCheck): string[] {
  const spellings = Object.entries(mapped).map(([spelling, examples]) => `“${spelling}” ${count(examples)}`);
  return [
    ...(broken.length === 0
      ? []
      : [
          `${count(broken.length)} ${broken.length === 1 ? 'line' : 'lines'} of the set cannot be used: ` +
            broken.slice(0, mostTold).map(({ line, problem }) => `line ${line}, ${problem}`).join(' ') +
            (broken.length > mostTold ? ` And ${count(broken.length - mostTold)} more.` : ''),
        ]),
    ...(skipped === 0 ? [] : [`${count(skipped)} ${skipped === 1 ? 'row has' : 'rows have'} no label and ${skipped === 1 ? 'is' : 'are'} left out.`]),
    ...(spellings.length === 0 ? [] : [`Labels in other spellings were understood: ${spellings.join(', ')}.`]),
  ];
}

function torn({ annotationFile, tornIn }: AnnotationSession): string[] {
  if (tornIn === null) return [];
  return [`The last line of ${path.basename(annotationFile)} was cut off, as by a crash, and is not counted. What there is of it is kept in ${path.basename(tornIn)} once something is decided.`];
}

function strangers(session: AnnotationSession): string[] {
  const unknown = session.strangers;
  if (unknown.length === 0) return [];
  return [`${path.basename(session.annotationFile)} decides about ${count(unknown.length)} ${unknown.length === 1 ? 'example' : 'examples'} that the set does not have, first “${unknown[0] ?? ''}”. They are left as they are.`];
}
