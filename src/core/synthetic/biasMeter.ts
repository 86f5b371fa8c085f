import type { NliExample } from '../nli/example';
import { collapse, type AnyLabel } from '../nli/label';
import { biasReport, type BiasReport, type BiasSums, type LabelSums, type WordSum } from './biasReport';
import { WordCounts } from './cues';
import { overlapOf, type Overlap } from './overlap';

/**
 * Does an example agree with the lexical overlap heuristic? Every hypothesis word occurs in the premise
 * and the label is entailment, or not every word does and the label is another. This is what makes a
 * synthetic set the synthetic-biased one (Zhang & Pavlick 2025).
 */
export function agreesWithHeuristic({ full }: Pick<Overlap, 'full'>, label: AnyLabel): boolean {
  return full === (collapse(label) === 'entailment');
}

/** Measures a set, an example at a time, so that the caller can let others have their turn. */
export class BiasMeter {
  private readonly sums = new Map<AnyLabel, RunningSums>();
  private readonly words = new WordCounts();

  push({ premise, hypothesis, gold }: Pick<NliExample, 'premise' | 'hypothesis' | 'gold'>): void {
    const overlap = overlapOf(premise, hypothesis);
    let sums = this.sums.get(gold);
    if (sums === undefined) this.sums.set(gold, (sums = new RunningSums()));
    sums.add(overlap);
    this.words.add(overlap.hypothesis, gold);
  }

  finish(): BiasReport {
    const sums: BiasSums = Object.fromEntries([...this.sums].map(([label, running]) => [label, running.sums()]));
    return biasReport(sums, this.words.cues());
  }
}

/** The sums of one label while its examples come. */
class RunningSums {
  private examples = 0;
  private full = 0;
  private subsequence = 0;
  private constituentLike = 0;
  private sharedShares = 0;
  private readonly premiseLengths = new Lengths();
  private readonly hypothesisLengths = new Lengths();

  add({ premise, hypothesis, shared, full, subsequence, constituentLike }: Overlap): void {
    this.examples += 1;
    this.full += Number(full);
    this.subsequence += Number(subsequence);
    this.constituentLike += Number(constituentLike);
    this.sharedShares += hypothesis.length === 0 ? 0 : shared / hypothesis.length;
    this.premiseLengths.add(premise.length);
    this.hypothesisLengths.add(hypothesis.length);
  }

  sums(): LabelSums {
    const { examples, full, subsequence, constituentLike, sharedShares } = this;
    return {
      ...{ examples, full, subsequence, constituentLike, sharedShares },
      premiseWords: this.premiseLengths.sum(),
      hypothesisWords: this.hypothesisLengths.sum(),
    };
  }
}

/** How many sentences have how many words. */
class Lengths {
  private readonly sentences = new Map<number, number>();
  private count = 0;
  private total = 0;

  add(words: number): void {
    this.sentences.set(words, (this.sentences.get(words) ?? 0) + 1);
    this.count += 1;
    this.total += words;
  }

  sum(): WordSum {
    return { total: this.total, median: (this.nth(Math.ceil(this.count / 2)) + this.nth(Math.floor(this.count / 2) + 1)) / 2 };
  }

  /** The length of the nth shortest sentence, counted from 1. */
  private nth(place: number): number {
    let passed = 0;
    for (const [words, sentences] of [...this.sentences].sort(([one], [other]) => one - other)) {
      passed += sentences;
      if (passed >= place) return words;
    }
    return 0;
  }
}
