import { type Label, labels } from '../nli/label';
import type { SentencePair } from './generatorPrompt';
import type { GenerationCounts } from './generationRecord';
import type { RejectionReason } from './rejection';
import { sampleId, type JournalEntry, type LabelCheck, type Sample, type SampleName } from './sample';
import type { Sieve } from './sieve';

/** The samples of a generation, in their order, with what is known of them. */
export class Samples {
  private readonly inOrder: (Sample | undefined)[];
  private readonly checks = new Map<string, LabelCheck>();
  private present = 0;

  /**
   * @param perLabel samples of each label that belong to the set; there may be more in the journal
   * @param checker whose checks count, as `LabelCheck.by`; there may be another's in the journal
   */
  constructor(
    private readonly perLabel: number,
    private readonly checker: string | undefined,
  ) {
    this.inOrder = new Array<Sample | undefined>(perLabel * labels.length).fill(undefined);
  }

  get count(): number {
    return this.present;
  }

  get total(): number {
    return this.inOrder.length;
  }

  add(entry: JournalEntry): void {
    if ('check' in entry) {
      if (entry.check.by === this.checker) this.checks.set(sampleId(entry.check), entry.check);
      return;
    }
    const { sample } = entry;
    if (sample.number >= this.perLabel) return;
    const place = placeOf(sample);
    if (this.inOrder[place] === undefined) this.present += 1;
    this.inOrder[place] = sample;
  }

  missing(): SampleName[] {
    return this.inOrder.flatMap((sample, place) => (sample === undefined ? nameAt(place) : []));
  }

  check(sample: SampleName): LabelCheck | undefined {
    return this.checks.get(sampleId(sample));
  }

  *[Symbol.iterator](): Generator<Sample> {
    for (const sample of this.inOrder) if (sample !== undefined) yield sample;
  }
}

function placeOf({ label, number }: SampleName): number {
  return number * labels.length + labels.indexOf(label);
}

function nameAt(place: number): SampleName[] {
  return labels.slice(place % labels.length).slice(0, 1).map((label) => ({ label, number: Math.floor(place / labels.length) }));
}

export interface Kept {
  readonly sample: Sample;
  readonly pair: SentencePair;
}

export interface Rejected {
  readonly sample: Sample;
  readonly reason: RejectionReason;
  /** Test sets that have the pair. */
  readonly foundIn: readonly string[];
}

/** What became of the samples so far. */
export class Outcome {
  readonly kept: Kept[] = [];
  readonly rejected: Rejected[] = [];

  constructor(private readonly sieve: Sieve) {}

  /** Takes the next sample in their order. */
  take(sample: Sample): void {
    const verdict = this.sieve.take(sample);
    if ('kept' in verdict) this.kept.push({ sample, pair: verdict.kept });
    else this.rejected.push({ sample, reason: verdict.reason, foundIn: verdict.foundIn ?? [] });
  }

  /** Samples found in a test set, in others as well or not. */
  foundIn(file: string): number {
    return this.rejected.filter(({ foundIn }) => foundIn.includes(file)).length;
  }

  counts(samples: Samples): GenerationCounts {
    const of = (label: Label): { samples: number; kept: number } => {
      const kept = this.kept.filter(({ sample }) => sample.label === label).length;
      return { samples: kept + this.rejected.filter(({ sample }) => sample.label === label).length, kept };
    };
    const rejected: GenerationCounts['rejected'] = {};
    for (const { reason } of this.rejected) rejected[reason] = (rejected[reason] ?? 0) + 1;
    const checks = this.kept.flatMap(({ sample }) => samples.check(sample) ?? []);
    return {
      samples: samples.count,
      total: samples.total,
      kept: this.kept.length,
      labels: { entailment: of('entailment'), neutral: of('neutral'), contradiction: of('contradiction') },
      rejected,
      checked: checks.length,
      agreed: checks.filter(({ label, predicted }) => label === predicted).length,
    };
  }
}
