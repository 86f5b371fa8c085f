import type { SentencePair } from './generatorPrompt';
import type { Rejected } from './outcome';
import { sampleId, type LabelCheck, type Sample } from './sample';

/** Where the examples of a generation come from. */
export interface Origin {
  /** SHA-256 of the generation's identity. */
  readonly generation: string;
  readonly seedOf: (sample: Sample) => number;
}

/** A line of the set, with its end. */
export function formatExample(sample: Sample, { premise, hypothesis }: SentencePair, check: LabelCheck | undefined, { generation, seedOf }: Origin): string {
  const source = {
    generation,
    seed: seedOf(sample),
    ...(check === undefined ? {} : { check: { label: check.predicted, logprobs: check.scores.logprobs, mass: check.scores.mass } }),
  };
  return `${JSON.stringify({ id: sampleId(sample), label: sample.label, premise, hypothesis, source })}\n`;
}

/** A line of what was rejected, with its end. */
export function formatRejected({ sample, reason, foundIn }: Rejected): string {
  const detail = foundIn.length === 0 ? {} : { detail: foundIn.join(', ') };
  return `${JSON.stringify({ sample: sampleId(sample), label: sample.label, reason, ...detail, text: sample.text })}\n`;
}
