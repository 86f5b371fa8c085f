/** Things that arrive and are taken one at a time, in order; an end comes after all that arrived before it. */
export class EventQueue<Item> {
  private readonly items: Item[] = [];
  private end: { readonly reason: unknown } | null = null;
  private waiting: { resolve(item: Item): void; reject(reason: unknown): void } | null = null;

  push(item: Item): void {
    if (this.end !== null) return;
    if (this.waiting === null) this.items.push(item);
    else this.waiting.resolve(item);
    this.waiting = null;
  }

  /** After what has arrived, `next` rejects with this reason. */
  fail(reason: unknown): void {
    this.end ??= { reason };
    this.waiting?.reject(this.end.reason);
    this.waiting = null;
  }

  /** As `fail`, but what has arrived and was not taken is dropped. */
  abandon(reason: unknown): void {
    this.items.length = 0;
    this.fail(reason);
  }

  async next(): Promise<Item> {
    const item = this.items.shift();
    if (item !== undefined) return item;
    if (this.end !== null) throw this.end.reason;
    return new Promise((resolve, reject) => {
      this.waiting = { resolve, reject };
    });
  }
}
