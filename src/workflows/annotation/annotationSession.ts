import { noteField, type DecisionLine } from '../../core/annotation/decision';
import type { Listed, Order } from '../../core/annotation/desk';
import { secondsEach } from '../../core/annotation/pace';
import type { NliExample } from '../../core/nli/example';
import { binaryLabels, labels, type AnyLabel } from '../../core/nli/label';
import { UserError } from '../../core/userError';
import type { AnnotationStore, OpenAnnotations } from '../../ports/annotations';
import type { Desks } from '../../ports/desks';
import type { RunStore } from '../../ports/runStore';
import type { SetIndex, SetIndexes } from '../../ports/setIndex';
import type { AnnotationProgress, Choice, ShownExample, Undone } from './annotationState';
import { deskOf, targetOf, type AnnotationSubject } from './annotationSubject';
import { DecidedExamples } from './decidedExamples';
import { KeptDesk } from './keptDesk';
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
  private readonly decided: DecidedExamples;
  private readonly queue: SetQueue;
  private shuffledBecause: string | null = null;

  private constructor(
    private readonly subject: AnnotationSubject,
    private readonly ports: AnnotationPorts,
    private readonly index: SetIndex,
    /** Null where it can only be read. */
    private readonly file: OpenAnnotations | null,
    private readonly content: Pick<OpenAnnotations, 'file' | 'lines'>,
    /** Why nothing can be decided here, in sentences; null where it can. */
    readonly readOnly: string | null,
    private readonly desk: KeptDesk,
  ) {
    this.decided = new DecidedExamples(index, content.lines, subject);
    this.queue = new SetQueue(index, ports.runs, desk.keptOrder, this.decided.isSettled);
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
      const desk = await KeptDesk.open(ports.desks, deskOf(subject));
      const session = await ports.annotations.open(target, ports.holder).then(
        (file) => new AnnotationSession(subject, ports, index, file, file, null, desk),
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

  /** Absolute path of the annotation file, which is made with the first decision. */
  get annotationFile(): string {
    return this.content.file;
  }

  /** IDs of decided examples that the set does not have: somebody has edited the file. */
  get strangers(): readonly string[] {
    return this.decided.strangers;
  }

  /** Where a last line that was cut off is kept; null where none was. */
  get tornIn(): string | null {
    return this.file?.tornIn ?? null;
  }

  /** Why the order that was chosen is not on, in sentences; null where it is. */
  get orderProblem(): string | null {
    return this.shuffledBecause === null ? null : `${this.shuffledBecause} For now the examples are shuffled with seed 1.`;
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
    const { id } = example;
    return { example, decision: this.decided.of(id) ?? null, draft: this.desk.draftOf(id), place: this.queue.place, ...this.decided.answersTo(id) };
  }

  progress(): AnnotationProgress {
    const { decisions, strangers } = this.decided;
    const { total, decided } = this.queue.counts(decisions.size - strangers.length);
    const each = secondsEach(decisions.times);
    return { decided, total, counts: decisions.counts, secondsEach: each, secondsLeft: each === null ? null : each * (total - decided) };
  }

  /**
   * Decides an example and goes on to the next that is not decided. Resolves when the decision is on disk.
   *
   * @throws UserError `locked`, `disk`, `bad-annotations`, or `bad-data` when the set was changed; nothing is decided then, and the same example is shown
   */
  async decide(id: string, choice: Choice, note: string): Promise<void> {
    await this.appendNoted(await this.lineOf(id, choice, note));
    if (this.queue.id === id) this.queue.goOn();
    this.keepDesk();
  }

  /** Writes a note to an example that is decided already. */
  async annotate(id: string, note: string): Promise<void> {
    const decision = this.decided.of(id);
    if (decision === undefined) return this.keepDraft(id, note);
    const { note: _, ...rest } = decision;
    await this.appendNoted({ ...rest, ...noteField(note), at: this.timestamp() });
    this.keepDesk();
  }

  /** Takes the latest decision about an example of the set back, so that the one before it counts again, and shows that example. */
  async undo(): Promise<Undone> {
    const passedOver: string[] = [];
    for (const { decision, before } of this.decided.decisions.latest()) {
      const { id, note = '' } = decision;
      if (this.index.rowOf(id) === undefined) {
        passedOver.push(id);
        continue;
      }
      const at = this.timestamp();
      await this.append(before === undefined ? { id, decision: 'undo', at } : { ...before, undoes: true, at });
      this.queue.show(id);
      // The note is not lost with the decision.
      this.desk.draft(id, this.desk.draftOf(id) ?? note, this.decided.noteOf(id));
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
    await this.arrange(order, this.listed);
    this.shuffledBecause = null;
    this.keepDesk();
  }

  /** Annotates these examples only, or the whole set again. */
  async setListed(listed: Listed | null): Promise<void> {
    await this.arrangeOrShuffle(listed);
    this.keepDesk();
  }

  async keepDraft(id: string, note: string): Promise<void> {
    this.desk.draft(id, note, this.decided.noteOf(id));
    this.keepDesk();
    await this.desk.written();
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
    await this.desk.written();
    await this.file?.close();
    await this.index.close();
  }

  private async begin(): Promise<void> {
    await this.arrangeOrShuffle(this.listed);
    // Who adjudicates wants what is not settled yet.
    if (this.desk.at !== null && !this.isAdjudication) this.queue.show(this.desk.at);
  }

  /** In the desk's order, or in another and with a word about it: the run that the order was by may be gone. */
  private async arrangeOrShuffle(listed: Listed | null): Promise<void> {
    await this.arrange(this.order, listed).catch(async (error: unknown) => {
      if (!(error instanceof UserError)) throw error;
      await this.arrange({ kind: 'seed', seed: 1 }, listed);
      this.shuffledBecause = error.message;
    });
  }

  private async arrange(order: Order, listed: Listed | null): Promise<void> {
    await this.queue.fill(this.isAdjudication ? { ids: this.decided.adjudicated } : listed === null ? { order } : { ids: listed.ids });
    this.desk.arrange(order, listed);
  }

  private async lineOf(id: string, choice: Choice, note: string): Promise<DecisionLine> {
    // Whatever is decided: not about the text of a set that is another by now.
    const { gold } = await this.exampleOf(id);
    const line = { id, ...noteField(note), at: this.timestamp() };
    switch (choice.kind) {
      case 'label':
        if (this.labels.includes(choice.label)) return { ...line, decision: 'label', label: choice.label };
        throw new UserError('usage', `This set has no label "${choice.label}": choose among ${this.labels.join(', ')}.`);
      case 'accept':
        return { ...line, decision: 'accept', label: gold };
      case 'discard':
        return { ...line, decision: 'discard' };
    }
  }

  private async exampleOf(id: string): Promise<NliExample> {
    const row = this.index.rowOf(id);
    const read = row === undefined ? undefined : await this.index.read(row);
    if (read?.kind === 'example') return read.example;
    throw new UserError('usage', `The set has no example "${id}" that can be used.`);
  }

  /** Appends a line whose note is a draft until that is on disk. */
  private async appendNoted(line: DecisionLine): Promise<void> {
    const { id, note = '' } = line;
    if (this.desk.draft(id, note, this.decided.noteOf(id))) this.keepDesk();
    await this.append(line);
    this.desk.dropDraft(id);
  }

  private async append(line: DecisionLine): Promise<void> {
    if (this.file === null) throw new UserError('locked', this.readOnly ?? 'This annotation can only be read here.');
    if (this.index.rowOf(line.id) === undefined) throw new UserError('usage', `The set has no example "${line.id}".`);
    await this.file.append(line);
    this.decided.take(line);
  }

  private keepDesk(): void {
    this.desk.keep(this.queue.id);
  }

  private timestamp(): string {
    return new Date(this.ports.now()).toISOString();
  }
}
