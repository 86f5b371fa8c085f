import type { SentencePair } from './generatorPrompt';
import { pairKey, parseSample, type ParsedPair } from './parseSample';
import type { RejectionReason } from './rejection';
import type { Sample } from './sample';

/** The pairs of a test set, as they are compared. */
export interface TestPairs {
  /** How a rejection names the set. */
  readonly file: string;
  /** `pairKey` of each. */
  readonly keys: ReadonlySet<string>;
}

export type Verdict =
  | { readonly kept: SentencePair }
  /** `foundIn`: the test sets that have the pair. */
  | { readonly reason: RejectionReason; readonly foundIn?: readonly string[] };

/**
 * Decides which samples become examples. Takes them in sample order: of two that are the same the first
 * is kept. What it decides depends on the samples alone, so it is decided anew whenever there are more.
 */
export class Sieve {
  private readonly shown: ReadonlySet<string>;
  /** The pair that was kept for each key. */
  private readonly kept = new Map<string, SentencePair>();

  /** @param shown the examples in the prompts, which models like to repeat */
  constructor(
    shown: readonly SentencePair[],
    private readonly tests: readonly TestPairs[],
  ) {
    this.shown = new Set(shown.map(pairKey));
  }

  take(sample: Pick<Sample, 'text' | 'end'>): Verdict {
    const parsed = parseSample(sample);
    if ('reason' in parsed) return parsed;
    const { pair } = parsed;
    if (this.shown.has(pair.key)) return { reason: 'in-prompt' };
    const foundIn = this.tests.flatMap(({ file, keys }) => (keys.has(pair.key) ? file : []));
    if (foundIn.length > 0) return { reason: 'in-test-set', foundIn };
    return this.repeated(pair) ?? this.keep(pair);
  }

  private repeated(pair: ParsedPair): Verdict | undefined {
    const earlier = this.kept.get(pair.key);
    if (earlier === undefined) return undefined;
    return { reason: earlier.premise === pair.premise && earlier.hypothesis === pair.hypothesis ? 'duplicate' : 'near-duplicate' };
  }

  private keep({ key, premise, hypothesis }: ParsedPair): Verdict {
    const kept = { premise, hypothesis };
    this.kept.set(key, kept);
    return { kept };
  }
}
