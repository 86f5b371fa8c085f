import { words } from '../synthetic/words';

/** A candidate and how much its words overlap with the target it is nearest to: 0 to 1. */
export interface Near {
  readonly row: number;
  readonly overlap: number;
}

/**
 * Finds the examples whose words are most like those of some given examples: by the Jaccard index, which is the
 * words that both have over the words that either has (Jaccard 1912), of premise and hypothesis together. Plain
 * word overlap, because that is what the study's heuristics are about.
 */
export class Nearest {
  /** Targets by their words. Those with the same words are one. */
  private readonly targetsOf = new Map<string, number[]>();
  private readonly sizes: number[] = [];
  private readonly common: Uint16Array;
  private readonly found: Near[] = [];
  private least = 0;

  /**
   * @param targets the given examples
   * @param most how many are wanted at most
   */
  constructor(
    targets: readonly Sentences[],
    private readonly most: number,
  ) {
    const seen = new Set<string>();
    for (const target of targets) {
      const own = wordsOf(target);
      const key = [...own].sort().join(' ');
      if (seen.has(key)) continue;
      seen.add(key);
      const place = this.sizes.push(own.size) - 1;
      for (const word of own) {
        const places = this.targetsOf.get(word);
        if (places === undefined) this.targetsOf.set(word, [place]);
        else places.push(place);
      }
    }
    this.common = new Uint16Array(this.sizes.length);
  }

  /** Takes the next candidate. */
  push(row: number, candidate: Sentences): void {
    const overlap = this.overlapOf(wordsOf(candidate));
    if (overlap <= this.least) return;
    this.found.push({ row, overlap });
    // Sorted now and then, and not for each candidate.
    if (this.found.length >= 4 * this.most) this.trim();
  }

  /** The nearest first; of equally near ones, the earlier. */
  finish(): readonly Near[] {
    this.trim();
    return this.found;
  }

  private overlapOf(own: ReadonlySet<string>): number {
    this.common.fill(0);
    for (const word of own) for (const place of this.targetsOf.get(word) ?? []) this.common[place] = (this.common[place] ?? 0) + 1;
    let best = 0;
    this.sizes.forEach((size, place) => {
      const common = this.common[place] ?? 0;
      best = Math.max(best, common / (size + own.size - common));
    });
    return best;
  }

  private trim(): void {
    this.found.sort((a, b) => b.overlap - a.overlap || a.row - b.row);
    if (this.found.length < this.most) return;
    this.found.length = this.most;
    this.least = this.found.at(-1)?.overlap ?? 0;
  }
}

interface Sentences {
  readonly premise: string;
  readonly hypothesis: string;
}

function wordsOf({ premise, hypothesis }: Sentences): Set<string> {
  return new Set([...words(premise), ...words(hypothesis)]);
}
