/**
 * Deals a sorted list out to workers, each of which goes through a stretch of neighbours, so that what
 * neighbours have in common stays common. Who is through takes over half of the longest rest.
 */
export class Stretches {
  private readonly rests: { next: number; end: number }[];

  /** @param length of the list; @param workers at least one. */
  constructor(length: number, workers: number) {
    this.rests = Array.from({ length: workers }, (_, worker) => ({
      next: Math.floor((worker * length) / workers),
      end: Math.floor(((worker + 1) * length) / workers),
    }));
  }

  /** The next place in the list for a worker, or undefined when all is given out. */
  next(worker: number): number | undefined {
    const own = this.rests[worker];
    if (own === undefined) throw new RangeError(`There is no worker ${worker}.`);
    if (own.next === own.end) this.takeOver(own);
    if (own.next === own.end) return undefined;
    own.next += 1;
    return own.next - 1;
  }

  private takeOver(own: { next: number; end: number }): void {
    const longest = this.rests.reduce((best, rest) => (rest.end - rest.next > best.end - best.next ? rest : best));
    const middle = longest.next + Math.floor((longest.end - longest.next) / 2);
    own.next = middle;
    own.end = longest.end;
    longest.end = middle;
  }
}
