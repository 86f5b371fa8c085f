import type { AnyLabel } from '../nli/label';
import { biasLabels, type Cue } from './biasReport';

/** As many words a label as a person reads. */
const mostCues = 10;
/** Weaker words are left out: by chance alone about one in 700 goes as far. */
const weakest = 3;
/** The weight of the prior, in words. */
const priorWords = 1000;

/** Of one word: how many hypotheses of each label have it, in the order of `biasLabels`. */
interface WordCount {
  readonly byLabel: number[];
  /** Their sum. */
  all: number;
  /** The hypothesis that it was counted for last, counted from 1. */
  last: number;
}

/** How many hypotheses of each label have a word. */
export class WordCounts {
  private readonly counts = new Map<string, WordCount>();
  private readonly totals = biasLabels.map(() => 0);
  private hypotheses = 0;

  /** Takes the words of one hypothesis; a word that it repeats counts once. */
  add(words: readonly string[], label: AnyLabel): void {
    const at = biasLabels.indexOf(label);
    this.hypotheses += 1;
    for (const word of words) {
      let count = this.counts.get(word);
      if (count === undefined) this.counts.set(word, (count = { byLabel: biasLabels.map(() => 0), all: 0, last: 0 }));
      if (count.last === this.hypotheses) continue;
      count.last = this.hypotheses;
      count.byLabel[at] = (count.byLabel[at] ?? 0) + 1;
      count.all += 1;
      this.totals[at] = (this.totals[at] ?? 0) + 1;
    }
  }

  /**
   * The words of hypotheses that go with each label, which a model can learn without reading the premise:
   * their log-odds ratio under the label and under all others together, with an informative Dirichlet
   * prior, and its z-score (Monroe, Colaresi & Quinn 2008, "Fightin' Words", Political Analysis 16). The
   * prior is the word's share of the whole set, as strong as 1,000 words; the counts are of hypotheses
   * that have the word. Ordered by z, which neither rare nor common words lead by chance.
   */
  cues(): Readonly<Partial<Record<AnyLabel, readonly Cue[]>>> {
    const all = this.totals.reduce((sum, total) => sum + total, 0);
    const found: Partial<Record<AnyLabel, readonly Cue[]>> = {};
    biasLabels.forEach((label, at) => {
      const here = this.totals[at] ?? 0;
      if (here === 0 || here === all) return;
      const strongest = new Strongest();
      for (const [word, { byLabel, all: everywhere }] of this.counts) {
        const examples = byLabel[at] ?? 0;
        const elsewhere = everywhere - examples;
        // Most words go with another label: their logarithms need not be taken.
        if (examples * (all - here) <= elsewhere * here) continue;
        const cue = cueOf(word, { examples, elsewhere, here, all });
        if (cue.z >= weakest) strongest.offer(cue);
      }
      found[label] = strongest.cues;
    });
    return found;
  }
}

/** The strongest cues met so far, in their order. */
class Strongest {
  readonly cues: Cue[] = [];

  offer(cue: Cue): void {
    const place = this.cues.findIndex((other) => cue.z > other.z || (cue.z === other.z && cue.word < other.word));
    if (place >= 0) this.cues.splice(place, 0, cue);
    else this.cues.push(cue);
    if (this.cues.length > mostCues) this.cues.pop();
  }
}

/** @param counts of the word under the label and elsewhere; of all words under the label, and of all */
function cueOf(word: string, { examples, elsewhere, here, all }: Readonly<Record<'examples' | 'elsewhere' | 'here' | 'all', number>>): Cue {
  const prior = (priorWords * (examples + elsewhere)) / all;
  const logOdds = logOddsOf(examples + prior, here + priorWords) - logOddsOf(elsewhere + prior, all - here + priorWords);
  const deviation = Math.sqrt(1 / (examples + prior) + 1 / (elsewhere + prior));
  return { word, examples, elsewhere, log_odds: logOdds, z: logOdds / deviation };
}

function logOddsOf(part: number, whole: number): number {
  return Math.log(part / (whole - part));
}
