import type { Decision, DecisionLine } from './decision';

/** How many examples were decided how. */
export interface DecisionCounts {
  readonly label: number;
  readonly accept: number;
  readonly discard: number;
}

/** The decisions that count: for each example the last one, unless that was undone. */
export class Decisions {
  private readonly byId = new Map<string, Decision>();
  /** In the order in which they were made, with those that count no more. */
  private readonly history: Decision[] = [];
  private readonly tally = { label: 0, accept: 0, discard: 0 };
  /** When each of them was made, in ms since 1970. */
  readonly times: number[] = [];

  constructor(lines: Iterable<DecisionLine> = []) {
    for (const line of lines) this.take(line);
  }

  take(line: DecisionLine): void {
    const before = this.byId.get(line.id);
    if (before !== undefined) this.tally[before.decision] -= 1;
    if (line.decision === 'undo') {
      this.byId.delete(line.id);
      return;
    }
    this.byId.set(line.id, line);
    this.tally[line.decision] += 1;
    this.history.push(line);
    this.times.push(Date.parse(line.at));
  }

  of(id: string): Decision | undefined {
    return this.byId.get(id);
  }

  get size(): number {
    return this.byId.size;
  }

  get counts(): DecisionCounts {
    return { ...this.tally };
  }

  /** Those that count, the latest first. */
  *latest(): Generator<Decision> {
    for (const decision of this.history.toReversed()) if (this.byId.get(decision.id) === decision) yield decision;
  }

  /** IDs of the decided examples with their decisions. */
  entries(): IterableIterator<[string, Decision]> {
    return this.byId.entries();
  }
}
