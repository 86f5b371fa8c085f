/** The rows of a set in the order in which they are annotated, and a place among them. */
export class Queue {
  private at = 0;

  /** @param rows numbers of the set's rows, each once */
  constructor(private readonly rows: Uint32Array) {}

  get size(): number {
    return this.rows.length;
  }

  /** Counted from 0. */
  get place(): number {
    return this.at;
  }

  /** Undefined in an empty queue. */
  get row(): number | undefined {
    return this.rows[this.at];
  }

  /** @returns false where the row is not in the queue; the place stays then */
  goTo(row: number): boolean {
    const place = this.rows.indexOf(row);
    if (place >= 0) this.at = place;
    return place >= 0;
  }

  /** One place on or back, past rows that are not wanted; stays where there is none. */
  step(by: 1 | -1, wanted: (row: number) => boolean): boolean {
    for (let place = this.at + by; place >= 0 && place < this.rows.length; place += by) {
      if (!wanted(this.rows[place] ?? 0)) continue;
      this.at = place;
      return true;
    }
    return false;
  }

  /** To the next wanted row from here on, and from the beginning where there is none behind. */
  seek(wanted: (row: number) => boolean): boolean {
    for (let step = 0; step < this.rows.length; step += 1) {
      const place = (this.at + step) % this.rows.length;
      if (!wanted(this.rows[place] ?? 0)) continue;
      this.at = place;
      return true;
    }
    return false;
  }

  /** How many rows are so. */
  count(wanted: (row: number) => boolean): number {
    return this.rows.reduce((sum, row) => sum + (wanted(row) ? 1 : 0), 0);
  }
}
