const [fewRows, fewBytes] = [1024, 16 * 1024];
/** Of a table that is full enough to be made larger. */
const mostTaken = 0.7;

/**
 * The pair IDs of a set's rows, and which row has which. IDs are kept as the bytes of the file: to make hundreds of
 * thousands of strings, and a map of them, takes several times as long.
 */
export class IdTable {
  /** All IDs one after the other. */
  private bytes = Buffer.allocUnsafe(fewBytes);
  private used = 0;
  /** Where the ID of each row begins and ends in there; the same where it has none. */
  private readonly begins: number[] = [];
  private readonly ends: number[] = [];
  /** Open addressing: a row, counted from 1, and the hash of its ID; 0 for a free place. */
  private places = new Int32Array(2 * fewRows);
  private taken = 0;

  /**
   * Gives the ID in these bytes to the next row, unless a row has it already: then there is no next row yet.
   *
   * @returns the row that has it already
   */
  claim(source: Uint8Array, start: number, end: number): number | undefined {
    const hash = hashOf(source, start, end);
    const place = this.find(hash, source, start, end);
    const owner = this.places[place] ?? 0;
    if (owner > 0) return owner - 1;
    const begin = this.used;
    this.reserve(end - start);
    // Byte by byte: most IDs are shorter than a call is long.
    for (let at = start; at < end; at += 1) this.bytes[this.used++] = source[at] ?? 0;
    this.put(place, this.begins.length, hash);
    this.begins.push(begin);
    this.ends.push(this.used);
    return undefined;
  }

  /** The next row has no ID of its own. */
  skip(): void {
    this.begins.push(0);
    this.ends.push(0);
  }

  /** Gives the ID of one row to another, which has none. */
  move(from: number, to: number): void {
    const [begin = 0, end = 0] = [this.begins[from], this.ends[from]];
    const place = this.find(hashOf(this.bytes, begin, end), this.bytes, begin, end);
    this.places[place] = to + 1;
    [this.begins[to], this.ends[to]] = [begin, end];
    [this.begins[from], this.ends[from]] = [0, 0];
  }

  /** Empty where the row has none. */
  idOf(row: number): string {
    return this.bytes.toString('utf8', this.begins[row] ?? 0, this.ends[row] ?? 0);
  }

  rowOf(id: string): number | undefined {
    const bytes = Buffer.from(id);
    const owner = this.places[this.find(hashOf(bytes, 0, bytes.length), bytes, 0, bytes.length)] ?? 0;
    return owner === 0 ? undefined : owner - 1;
  }

  /** The place of an ID, or the free one where it belongs. */
  private find(hash: number, source: Uint8Array, start: number, end: number): number {
    const { places } = this;
    const last = places.length - 2;
    for (let place = (hash << 1) & last; ; place = (place + 2) & last) {
      const owner = places[place] ?? 0;
      if (owner === 0 || (places[place + 1] === hash && this.has(owner - 1, source, start, end))) return place;
    }
  }

  private has(row: number, source: Uint8Array, start: number, end: number): boolean {
    const begin = this.begins[row] ?? 0;
    if ((this.ends[row] ?? 0) - begin !== end - start) return false;
    for (let at = start; at < end; at += 1) if (source[at] !== this.bytes[begin + at - start]) return false;
    return true;
  }

  private put(place: number, row: number, hash: number): void {
    this.places[place] = row + 1;
    this.places[place + 1] = hash;
    this.taken += 1;
    if (2 * this.taken > mostTaken * this.places.length) this.grow();
  }

  private grow(): void {
    const before = this.places;
    const places = new Int32Array(2 * before.length);
    const last = places.length - 2;
    for (let at = 0; at < before.length; at += 2) {
      const [owner = 0, hash = 0] = [before[at], before[at + 1]];
      if (owner === 0) continue;
      let place = (hash << 1) & last;
      while (places[place] !== 0) place = (place + 2) & last;
      places[place] = owner;
      places[place + 1] = hash;
    }
    this.places = places;
  }

  private reserve(bytes: number): void {
    if (this.used + bytes <= this.bytes.length) return;
    const larger = Buffer.allocUnsafe(2 * (this.used + bytes));
    this.bytes.copy(larger, 0, 0, this.used);
    this.bytes = larger;
  }
}

/** FNV-1a, stirred once more for tables that look at the lowest bits alone. */
function hashOf(source: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let at = start; at < end; at += 1) hash = Math.imul(hash ^ (source[at] ?? 0), 0x01000193);
  return hash ^ (hash >>> 15);
}
