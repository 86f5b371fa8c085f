import { isSameDecision, type Decision, type DecisionLine } from './decision';

/** How many examples were decided how. */
export interface DecisionCounts {
  readonly label: number;
  readonly accept: number;
  readonly discard: number;
}

interface Made {
  /** As it was written last: its note may have been changed since it was made. */
  decision: Decision;
  /** The one about the same example in whose place it came. */
  readonly before: Made | undefined;
}

/** The decisions that count: for each example the last one, unless that was undone. */
export class Decisions {
  private readonly byId = new Map<string, Made>();
  /** In the order in which they were made, with those that count no more. */
  private readonly history: Made[] = [];
  private readonly tally = { label: 0, accept: 0, discard: 0 };
  /** When each of them was made, in ms since 1970. */
  readonly times: number[] = [];

  constructor(lines: Iterable<DecisionLine> = []) {
    for (const line of lines) this.take(line);
  }

  take(line: DecisionLine): void {
    const now = this.byId.get(line.id);
    if (now !== undefined) this.tally[now.decision.decision] -= 1;
    if (line.decision === 'undo') {
      this.byId.delete(line.id);
      return;
    }
    this.tally[line.decision] += 1;
    const { undoes = false, ...decision } = line;
    const known = undoes ? now?.before : now !== undefined && isSameDecision(now.decision, decision) ? now : undefined;
    if (known === undefined) {
      const made = { decision, before: now };
      this.byId.set(line.id, made);
      this.history.push(made);
      this.times.push(Date.parse(line.at));
    } else {
      // An undo has brought it back, or its note was written: it keeps its place among the others.
      known.decision = decision;
      this.byId.set(line.id, known);
    }
  }

  of(id: string): Decision | undefined {
    return this.byId.get(id)?.decision;
  }

  get size(): number {
    return this.byId.size;
  }

  get counts(): DecisionCounts {
    return { ...this.tally };
  }

  /** Those that count, the latest first, each with the one that an undo brings back in its place. */
  *latest(): Generator<{ readonly decision: Decision; readonly before: Decision | undefined }> {
    for (const made of this.history.toReversed()) {
      if (this.byId.get(made.decision.id) === made) yield { decision: made.decision, before: made.before?.decision };
    }
  }

  /** IDs of the decided examples with their decisions. */
  *entries(): Generator<[string, Decision]> {
    for (const [id, { decision }] of this.byId) yield [id, decision];
  }
}
