/** Gathers results into batches, and holds their maker up while the other side has too many untaken. */
export class Outbox<Result> {
  private gathered: Result[] = [];
  private untaken = 0;
  private oldest = 0;
  private wake: (() => void) | null = null;
  private released = false;

  constructor(
    private readonly send: (results: readonly Result[]) => void,
    private readonly limits: {
      /** Results in one batch, at most. */
      readonly batch: number;
      /** How old a result may get before it is sent, in milliseconds. */
      readonly age: number;
      /** Batches that may be untaken. */
      readonly ahead: number;
      readonly now: () => number;
    },
  ) {}

  add(result: Result): void {
    if (this.gathered.length === 0) this.oldest = this.limits.now();
    this.gathered.push(result);
    if (this.gathered.length >= this.limits.batch || this.limits.now() - this.oldest >= this.limits.age) this.flush();
  }

  flush(): void {
    if (this.gathered.length === 0) return;
    const results = this.gathered;
    this.gathered = [];
    this.untaken += 1;
    this.send(results);
  }

  taken(): void {
    this.untaken -= 1;
    this.goOn();
  }

  /** Resolves when more may be sent, or once `release` was called. */
  async room(): Promise<void> {
    if (this.released || this.untaken < this.limits.ahead) return;
    await new Promise<void>((resolve) => {
      this.wake = resolve;
    });
  }

  /** Never holds the maker up again, so that it can see that it was cancelled. */
  release(): void {
    this.released = true;
    this.goOn();
  }

  private goOn(): void {
    this.wake?.();
    this.wake = null;
  }
}
