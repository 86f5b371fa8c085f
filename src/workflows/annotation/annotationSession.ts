import { annotationFileName } from '../../core/annotation/fileName';
import { noteField, verdictOf, type DecisionLine } from '../../core/annotation/decision';
import { Decisions } from '../../core/annotation/decisions';
import { draftOf, withDraft, withoutDraft, type Desk, type Listed, type Order } from '../../core/annotation/desk';
import { secondsEach } from '../../core/annotation/pace';
import { binaryLabels, labels, type AnyLabel } from '../../core/nli/label';
import { UserError } from '../../core/userError';
import type { AnnotationStore, OpenAnnotations } from '../../ports/annotations';
import type { Desks } from '../../ports/desks';
import type { RunStore } from '../../ports/runStore';
import type { SetIndex, SetIndexes } from '../../ports/setIndex';
import type { AnnotationProgress, Choice, ShownExample, Undone } from './annotationState';
import { deskOf, targetOf, type AnnotationSubject } from './annotationSubject';
import type { SetCheck } from './setCheck';
import { SetQueue } from './setQueue';

export interface AnnotationPorts {
  readonly sets: SetIndexes;
  readonly annotations: AnnotationStore;
  readonly desks: Desks;
  readonly runs: Pick<RunStore, 'predictions' | 'journalStamp'>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** How another process that wants the same annotation is told who has it. */
  readonly holder: string;
}

/** One annotator at one set, from opening it to closing it. Asked for one thing at a time. */
export class AnnotationSession {
  private readonly decisions: Decisions;
  /** A row of the set: 1 where there is nothing more to decide. The queue looks through hundreds of thousands at once. */
  private readonly settled: Uint8Array;
  private readonly queue: SetQueue;
  /** IDs of decided examples that the set does not have: somebody has edited the file. */
  readonly strangers: readonly string[];
  /** Where a last line that was cut off is kept; null where none was. */
  readonly tornIn: string | null;
  private keeping: Promise<void> = Promise.resolve();
  /** Why the order that was chosen is not on, in sentences; null where it is. */
  orderProblem: string | null = null;
  /** In an adjudication, by the ID of their example. */
  private readonly answers: ReadonlyMap<string, Pick<ShownExample, 'answers' | 'adjudications'>>;

  private constructor(
    private readonly subject: AnnotationSubject,
    private readonly ports: AnnotationPorts,
    private readonly index: SetIndex,
    private readonly file: OpenAnnotations | null,
    lines: readonly DecisionLine[],
    /** Why nothing can be decided here, in sentences; null where it can. */
    readonly readOnly: string | null,
    private desk: Desk,
  ) {
    this.decisions = new Decisions(lines);
    this.tornIn = file?.tornIn ?? null;
    const at = deskOf(subject);
    const kept = { read: (key: string) => ports.desks.readOrder(at, key), write: (key: string, rows: Uint32Array) => ports.desks.writeOrder(at, key, rows) };
    this.settled = new Uint8Array(index.size);
    this.queue = new SetQueue(index, ports.runs, kept, (row) => this.settled[row] === 1);
    this.answers = new Map(
      subject.adjudicates?.disagreements.map(({ id, answers, adjudications }) => [id, { answers, adjudications: adjudications.filter(({ annotator }) => annotator !== subject.annotator) }]),
    );
    this.strangers = [...this.decisions.entries()].map(([id]) => id).filter((id) => !this.settle(id));
  }

  /**
   * Opens a set for its annotator. Where another process has the annotation open, it can only be looked at.
   *
   * @throws UserError `not-found`, `bad-data`, `bad-annotations` with the line, or `disk`
   */
  static async open(subject: AnnotationSubject, ports: AnnotationPorts): Promise<AnnotationSession> {
    const index = await ports.sets.open(subject.file);
    try {
      const target = targetOf(subject, index);
      const desk = await ports.desks.read(deskOf(subject));
      const session = await ports.annotations.open(target, ports.holder).then(
        (file) => new AnnotationSession(subject, ports, index, file, file.lines, null, desk),
        async (error: unknown) => {
          if (!(error instanceof UserError) || error.code !== 'locked') throw error;
          return new AnnotationSession(subject, ports, index, null, await ports.annotations.look(target), `${error.message} Here it can only be read.`, desk);
        },
      );
      await session.begin();
      return session;
    } catch (error) {
      await index.close();
      throw error;
    }
  }

  get annotator(): string {
    return this.subject.annotator;
  }

  get isAdjudication(): boolean {
    return this.subject.adjudicates !== null;
  }

  /** Name of the annotation file. */
  get fileName(): string {
    return annotationFileName(targetOf(this.subject, this.index));
  }

  get set(): Pick<SetIndex, 'file' | 'sha256' | 'size' | 'rowOf' | 'read'> {
    return this.index;
  }

  /** The labels to choose from, in the order of their keys. */
  get labels(): readonly AnyLabel[] {
    return this.index.format === 'hans' ? binaryLabels : labels;
  }

  get order(): Order {
    return this.desk.order;
  }

  get listed(): Listed | null {
    return this.desk.listed;
  }

  /** Null where the queue has no example that can be used. */
  async current(): Promise<ShownExample | null> {
    const example = await this.queue.example();
    if (example === null) return null;
    const { answers, adjudications } = this.answers.get(example.id) ?? { answers: [], adjudications: [] };
    return { example, decision: this.decisions.of(example.id) ?? null, draft: draftOf(this.desk, example.id), place: this.queue.place, answers, adjudications };
  }

  progress(): AnnotationProgress {
    const { total, decided } = this.queue.counts(this.decisions.size - this.strangers.length);
    const each = secondsEach(this.decisions.times);
    return { decided, total, counts: this.decisions.counts, secondsEach: each, secondsLeft: each === null ? null : each * (total - decided) };
  }

  /**
   * Decides an example and goes on to the next that is not decided. Resolves when the decision is on disk.
   *
   * @throws UserError `locked`, `disk` or `bad-annotations`; nothing is decided then, and the same example is shown
   */
  async decide(id: string, choice: Choice, note: string): Promise<void> {
    await this.append(await this.lineOf(id, choice, note));
    this.desk = withoutDraft(this.desk, id);
    if (this.queue.id === id) this.queue.goOn();
    this.keepDesk();
  }

  /** Writes a note to an example that is decided already. */
  async annotate(id: string, note: string): Promise<void> {
    const decision = this.decisions.of(id);
    if (decision === undefined) return this.keepDraft(id, note);
    const { note: _, ...rest } = decision;
    await this.append({ ...rest, ...noteField(note), at: this.timestamp() });
    this.desk = withoutDraft(this.desk, id);
    this.keepDesk();
  }

  /** Takes the latest decision about an example of the set back, and shows that example. */
  async undo(): Promise<Undone> {
    const passedOver: string[] = [];
    for (const { id, note = '' } of this.decisions.latest()) {
      if (this.index.rowOf(id) === undefined) {
        passedOver.push(id);
        continue;
      }
      await this.append({ id, decision: 'undo', at: this.timestamp() });
      this.queue.show(id);
      // The note is not lost with the decision.
      this.desk = withDraft(this.desk, id, draftOf(this.desk, id) ?? note, '');
      this.keepDesk();
      return { id, passedOver };
    }
    return { id: undefined, passedOver };
  }

  /** One example on or back. @returns false at the end */
  async move(by: 1 | -1): Promise<boolean> {
    const moved = this.queue.move(by);
    this.keepDesk();
    return moved;
  }

  /** To the next example that is not decided. @returns false where all are */
  async moveToOpen(): Promise<boolean> {
    const found = this.queue.goOn();
    this.keepDesk();
    return found;
  }

  /** @throws UserError `usage` when nothing is known by which to order */
  async setOrder(order: Order): Promise<void> {
    await this.arrange({ ...this.desk, order });
    this.orderProblem = null;
    this.keepDesk();
  }

  /** Annotates these examples only, or the whole set again. */
  async setListed(listed: Listed | null): Promise<void> {
    await this.arrangeOrShuffle({ ...this.desk, listed });
    this.keepDesk();
  }

  async keepDraft(id: string, note: string): Promise<void> {
    this.desk = withDraft(this.desk, id, note, this.decisions.of(id)?.note ?? '');
    this.keepDesk();
    await this.keeping;
  }

  /** Reads the whole set once, in the background. */
  check(): Promise<SetCheck> {
    return this.queue.check();
  }

  /** Could the annotation be written here now, if it were opened again? */
  async isFree(): Promise<boolean> {
    try {
      const file = await this.ports.annotations.open(targetOf(this.subject, this.index), this.ports.holder);
      await file.close();
      return true;
    } catch (error) {
      if (error instanceof UserError) return false;
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.queue.stop();
    await this.keeping;
    await this.file?.close();
    await this.index.close();
  }

  private async begin(): Promise<void> {
    await this.arrangeOrShuffle(this.desk);
    // Who adjudicates wants what is not settled yet.
    if (this.desk.at !== null && !this.isAdjudication) this.queue.show(this.desk.at);
  }

  /** In the desk's order, or in another and with a word about it: the run that the order was by may be gone. */
  private async arrangeOrShuffle(desk: Desk): Promise<void> {
    await this.arrange(desk).catch(async (error: unknown) => {
      if (!(error instanceof UserError)) throw error;
      await this.arrange({ ...desk, order: { kind: 'seed', seed: 1 } });
      this.orderProblem = `${error.message} For now the examples are shuffled with seed 1.`;
    });
  }

  private async arrange(desk: Desk): Promise<void> {
    await this.queue.fill(this.isAdjudication ? { ids: [...this.answers.keys()] } : desk.listed === null ? { order: desk.order } : { ids: desk.listed.ids });
    this.desk = desk;
  }

  /** Is it decided, and in an adjudication not otherwise by somebody else? */
  private isSettled(id: string): boolean {
    const decision = this.decisions.of(id);
    return decision !== undefined && (this.answers.get(id)?.adjudications ?? []).every(({ verdict }) => verdict === verdictOf(decision));
  }

  /** Notes whether an example is settled. @returns false where the set does not have it */
  private settle(id: string): boolean {
    const row = this.index.rowOf(id);
    if (row !== undefined) this.settled[row] = this.isSettled(id) ? 1 : 0;
    return row !== undefined;
  }

  private async lineOf(id: string, choice: Choice, note: string): Promise<DecisionLine> {
    const line = { id, ...noteField(note), at: this.timestamp() };
    switch (choice.kind) {
      case 'label':
        if (this.labels.includes(choice.label)) return { ...line, decision: 'label', label: choice.label };
        throw new UserError('usage', `This set has no label "${choice.label}": choose among ${this.labels.join(', ')}.`);
      case 'accept': {
        const row = await this.index.read(this.index.rowOf(id) ?? -1);
        if (row.kind !== 'example') throw new UserError('usage', `The set has no example "${id}" that can be used.`);
        return { ...line, decision: 'accept', label: row.example.gold };
      }
      case 'discard':
        return { ...line, decision: 'discard' };
    }
  }

  private async append(line: DecisionLine): Promise<void> {
    if (this.file === null) throw new UserError('locked', this.readOnly ?? 'This annotation can only be read here.');
    if (this.index.rowOf(line.id) === undefined) throw new UserError('usage', `The set has no example "${line.id}".`);
    await this.file.append(line);
    this.decisions.take(line);
    this.settle(line.id);
  }

  /** Behind the annotator's back: the next example does not wait for it. */
  private keepDesk(): void {
    this.desk = { ...this.desk, at: this.queue.id ?? null };
    const { desk } = this;
    // Where it cannot be kept, nothing is lost but the place.
    this.keeping = this.keeping.then(() => this.ports.desks.write(deskOf(this.subject), desk)).catch(() => undefined);
  }

  private timestamp(): string {
    return new Date(this.ports.now()).toISOString();
  }
}
