interface Mark {
  readonly at: number;
  readonly done: number;
}

const windowMilliseconds = 30_000;

/** How fast work goes and how long it will still take, from its last half minute. Times in milliseconds. */
export class Pace {
  private readonly marks: Mark[];

  /** @param done what was there before the work began, which says nothing about its speed */
  constructor(now: number, done = 0) {
    this.marks = [{ at: now, done }];
  }

  mark(now: number, done: number): void {
    this.marks.push({ at: now, done });
    while (this.marks.length > 2 && now - (this.marks[1]?.at ?? now) > windowMilliseconds) this.marks.shift();
  }

  /** Units a second; null until two marks are some time apart. */
  rate(): number | null {
    const first = this.marks[0];
    const last = this.marks.at(-1);
    if (first === undefined || last === undefined || last.at <= first.at || last.done <= first.done) return null;
    return (1000 * (last.done - first.done)) / (last.at - first.at);
  }

  /** Seconds until `total` is done; null while the rate is unknown. */
  secondsLeft(total: number): number | null {
    const rate = this.rate();
    const done = this.marks.at(-1)?.done ?? 0;
    return rate === null ? null : Math.max(0, (total - done) / rate);
  }
}
