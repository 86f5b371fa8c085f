import { draftOf, withDraft, withoutDraft, type Desk, type Listed, type Order } from '../../core/annotation/desk';
import type { DeskOf, Desks } from '../../ports/desks';
import type { KeptOrder } from './setQueue';

/** Where an annotator is in a set, and the notes that they have begun. */
export class KeptDesk {
  private writing: Promise<void> = Promise.resolve();

  private constructor(
    private readonly desks: Desks,
    private readonly of: DeskOf,
    private desk: Desk,
  ) {}

  static async open(desks: Desks, of: DeskOf): Promise<KeptDesk> {
    return new KeptDesk(desks, of, await desks.read(of));
  }

  get order(): Order {
    return this.desk.order;
  }

  get listed(): Listed | null {
    return this.desk.listed;
  }

  /** The example that was shown when this was kept last. */
  get at(): string | null {
    return this.desk.at;
  }

  get keptOrder(): KeptOrder {
    return { read: (key) => this.desks.readOrder(this.of, key), write: (key, rows) => this.desks.writeOrder(this.of, key, rows) };
  }

  arrange(order: Order, listed: Listed | null): void {
    this.desk = { ...this.desk, order, listed };
  }

  draftOf(id: string): string | null {
    return draftOf(this.desk, id);
  }

  /** @param kept the note of the decision, empty for none @returns false where the draft is as it was */
  draft(id: string, note: string, kept: string): boolean {
    const before = this.draftOf(id);
    this.desk = withDraft(this.desk, id, note, kept);
    return this.draftOf(id) !== before;
  }

  dropDraft(id: string): void {
    this.desk = withoutDraft(this.desk, id);
  }

  /** Behind the annotator's back: the next example does not wait for it. @param at the example that is shown */
  keep(at: string | undefined): void {
    this.desk = { ...this.desk, at: at ?? null };
    const { desk } = this;
    // Where it cannot be kept, nothing is lost but the place.
    this.writing = this.writing.then(() => this.desks.write(this.of, desk)).catch(() => undefined);
  }

  /** Resolves when all that was to be kept is. */
  written(): Promise<void> {
    return this.writing;
  }
}
