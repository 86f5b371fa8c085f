import type { Order } from '../../core/annotation/desk';
import { ranking } from '../../core/annotation/order';
import { Queue } from '../../core/annotation/queue';
import { shuffling } from '../../core/draw';
import type { NliExample } from '../../core/nli/example';
import { UserError } from '../../core/userError';
import type { RunStore } from '../../ports/runStore';
import type { SetIndex } from '../../ports/setIndex';
import { inSlices } from '../inSlices';
import { checkSet, keysOfRun, type Keys, type SetCheck } from './setCheck';

/** What is in the queue: the whole set in an order, or these examples in this order. */
export type QueueContent = { readonly order: Order } | { readonly ids: readonly string[] };

/** Keeps the order that took longest to make, so that a set need not be read through to be opened in it again. */
export interface KeptOrder {
  read(key: string): Promise<Uint32Array | undefined>;
  write(key: string, rows: Uint32Array): Promise<void>;
}

/** The examples of a set as they are annotated one after the other, and the one that is shown. */
export class SetQueue {
  private queue = new Queue(new Uint32Array());
  private shown: number | undefined;
  /** Is every row of the set in the queue? */
  private isWhole = false;
  /** Rows that turned out to be unusable, as far as they were read. */
  private readonly unusable = new Set<number>();
  private readonly checking = new AbortController();
  private checkUnderWay: Promise<SetCheck> | undefined;

  constructor(
    private readonly index: SetIndex,
    private readonly runs: Pick<RunStore, 'predictions' | 'journalStamp'>,
    private readonly kept: KeptOrder,
    /** Is there nothing more to decide about an example? */
    private readonly isDecided: (row: number) => boolean,
  ) {
    for (const row of index.unusable) this.unusable.add(row);
  }

  /** Fills the queue, and shows its first example that is not decided. @throws UserError `usage` when nothing is known by which to order */
  async fill(content: QueueContent): Promise<void> {
    const rows = 'ids' in content ? Uint32Array.from(content.ids.flatMap((id) => this.index.rowOf(id) ?? [])) : await this.ordered(content.order);
    this.queue = new Queue(rows);
    this.isWhole = 'order' in content;
    if (!this.queue.seek(this.isOpen)) this.queue.seek(this.isUsable);
    this.shown = this.queue.row;
  }

  /** ID of the example that is shown. */
  get id(): string | undefined {
    return this.shown === undefined ? undefined : this.index.idOf(this.shown);
  }

  /** Of the example that is shown, in the queue, counted from 0; null where it is from elsewhere. */
  get place(): number | null {
    return this.queue.row === this.shown ? this.queue.place : null;
  }

  /**
   * Examples in the queue that can be used, as far as is known, and those of them that are decided.
   *
   * @param decidedInSet how many examples of the whole set are: counting them would take longer than to show the next
   */
  counts(decidedInSet: number): { readonly total: number; readonly decided: number } {
    if (this.isWhole) return { total: this.queue.size - this.unusable.size, decided: decidedInSet };
    return { total: this.queue.count(this.isUsable), decided: this.queue.count((row) => this.isUsable(row) && this.isDecided(row)) };
  }

  /** The example that is shown. Null where the queue has none that can be used. */
  async example(): Promise<NliExample | null> {
    while (this.shown !== undefined) {
      const row = await this.index.read(this.shown);
      if (row.kind === 'example') return row.example;
      this.unusable.add(this.shown);
      this.shown = this.queue.seek(this.isUsable) ? this.queue.row : undefined;
    }
    return null;
  }

  /** Shows an example, be it in the queue or not. */
  show(id: string): void {
    const row = this.index.rowOf(id);
    if (row === undefined) return;
    this.shown = row;
    this.queue.goTo(row);
  }

  /** One example on or back. @returns false at the end */
  move(by: 1 | -1): boolean {
    const moved = this.queue.row === this.shown ? this.queue.step(by, this.isUsable) : true;
    this.shown = this.queue.row;
    return moved;
  }

  /** To the next example that is not decided. @returns false where there is no other */
  goOn(): boolean {
    const found = this.queue.seek((row) => this.isOpen(row) && row !== this.shown);
    this.shown = this.queue.row;
    return found;
  }

  /** Reads the whole set once, in the background. @throws the reason for which it was stopped */
  check(): Promise<SetCheck> {
    this.checkUnderWay ??= checkSet(this.index, this.checking.signal).then((check) => {
      for (const row of check.unusable) this.unusable.add(row);
      return check;
    });
    return this.checkUnderWay;
  }

  /** Stops the reading. */
  async stop(): Promise<void> {
    this.checking.abort(new DOMException('The annotation was closed.', 'AbortError'));
    await this.checkUnderWay?.catch(() => undefined);
  }

  private async ordered(order: Order): Promise<Uint32Array> {
    const { size } = this.index;
    switch (order.kind) {
      case 'seed':
        return inSlices(shuffling(size, order.seed));
      case 'file':
        return Uint32Array.from({ length: size }, (_, row) => row);
      case 'uncertainty':
      case 'disagreement':
        return this.ranked(order);
    }
  }

  private async ranked({ kind, by }: Extract<Order, { by: string }>): Promise<Uint32Array> {
    const key = [this.index.sha256, kind, by, ...(by === 'check' ? [] : [await this.stampOfRun(by)])].join('\n');
    const kept = await this.kept.read(key);
    if (kept !== undefined) return kept;
    const rows = await inSlices(ranking((await this.keysBy(by))[kind], await inSlices(shuffling(this.index.size, 1))));
    // Where it cannot be kept it is made again.
    await this.kept.write(key, rows).catch(() => undefined);
    return rows;
  }

  private async keysBy(by: string): Promise<Keys> {
    const check = await this.check();
    const keys = by === 'check' ? check.checked : await inSlices(keysOfRun(this.index, check, await this.runs.predictions(by)));
    if (keys !== null) return keys;
    if (by !== 'check') throw new UserError('usage', `The run ${by} has answered no example of this set, so they cannot be ordered by it. Evaluate this file with its model, or choose another order.`);
    throw new UserError('usage', 'This set holds no label check, so its examples cannot be ordered by one. Choose another order, or a run on this file.');
  }

  private async stampOfRun(run: string): Promise<string> {
    try {
      return await this.runs.journalStamp(run);
    } catch (error) {
      if (!(error instanceof UserError) || error.code !== 'not-found') throw error;
      throw new UserError('not-found', `The run ${run} is not there any more, so the examples cannot be ordered by it. Bring its folder back, or choose another order.`, { cause: error });
    }
  }

  private readonly isUsable = (row: number): boolean => !this.unusable.has(row);
  private readonly isOpen = (row: number): boolean => this.isUsable(row) && !this.isDecided(row);
}
