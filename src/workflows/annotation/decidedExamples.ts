import { verdictOf, type Decision, type DecisionLine } from '../../core/annotation/decision';
import { Decisions } from '../../core/annotation/decisions';
import type { SetIndex } from '../../ports/setIndex';
import type { ShownExample } from './annotationState';
import type { AnnotationSubject } from './annotationSubject';

type Answers = Pick<ShownExample, 'answers' | 'adjudications'>;

/** What an annotator has decided of a set, and what is open. */
export class DecidedExamples {
  readonly decisions: Decisions;
  /** IDs of decided examples that the set does not have: somebody has edited the file. */
  readonly strangers: readonly string[];
  /** A row of the set: 1 where there is nothing more to decide. The queue looks through hundreds of thousands at once. */
  private readonly settled: Uint8Array;
  /** In an adjudication, by the ID of their example. */
  private readonly answers: ReadonlyMap<string, Answers>;

  constructor(
    private readonly index: Pick<SetIndex, 'rowOf' | 'size'>,
    lines: readonly DecisionLine[],
    { adjudicates, annotator: own }: Pick<AnnotationSubject, 'adjudicates' | 'annotator'>,
  ) {
    this.decisions = new Decisions(lines);
    this.settled = new Uint8Array(index.size);
    this.answers = new Map(adjudicates?.disagreements.map(({ id, answers, adjudications }) => [id, { answers, adjudications: adjudications.filter(({ annotator }) => annotator !== own) }]));
    this.strangers = [...this.decisions.entries()].map(([id]) => id).filter((id) => !this.settle(id));
  }

  of(id: string): Decision | undefined {
    return this.decisions.of(id);
  }

  noteOf(id: string): string {
    return this.of(id)?.note ?? '';
  }

  /** What others said of an example that is adjudicated. */
  answersTo(id: string): Answers {
    return this.answers.get(id) ?? { answers: [], adjudications: [] };
  }

  /** IDs of the examples that are adjudicated. */
  get adjudicated(): readonly string[] {
    return [...this.answers.keys()];
  }

  take(line: DecisionLine): void {
    this.decisions.take(line);
    this.settle(line.id);
  }

  /** Is there nothing more to decide about an example? */
  readonly isSettled = (row: number): boolean => this.settled[row] === 1;

  /** Notes whether an example is decided, and in an adjudication not otherwise by somebody else. @returns false where the set does not have it */
  private settle(id: string): boolean {
    const row = this.index.rowOf(id);
    const decision = this.of(id);
    const isSettled = decision !== undefined && this.answersTo(id).adjudications.every(({ verdict }) => verdict === verdictOf(decision));
    if (row !== undefined) this.settled[row] = isSettled ? 1 : 0;
    return row !== undefined;
  }
}
