import * as z from 'zod';
import { labels } from '../nli/label';
import type { LabelScores } from '../scoring/prediction';
import { predict } from '../scoring/prediction';

/** How far apart two programs are that ought to compute the same: differences of natural-log label probabilities. */
export const agreementSchema = z.object({
  prompts: z.int().nonnegative(),
  largest: z.number(),
  mean: z.number(),
  /** Prompts for which both prefer the same label. */
  sameAnswer: z.int().nonnegative(),
});
export type Agreement = z.infer<typeof agreementSchema>;

interface Scored {
  readonly id: string;
  readonly logprobs: LabelScores['logprobs'];
}

/** Compares the prompts that both have scored. */
export function agreementOf(ours: readonly Scored[], theirs: readonly Scored[]): Agreement {
  const other = new Map(theirs.map((score) => [score.id, score.logprobs]));
  let [prompts, largest, sum, sameAnswer] = [0, 0, 0, 0];
  for (const { id, logprobs } of ours) {
    const against = other.get(id);
    if (against === undefined) continue;
    prompts += 1;
    for (const label of labels) {
      const difference = Math.abs(logprobs[label] - against[label]);
      largest = Math.max(largest, difference);
      sum += difference;
    }
    if (predict(id, logprobs).label === predict(id, against).label) sameAnswer += 1;
  }
  return { prompts, largest, mean: prompts === 0 ? 0 : sum / (prompts * labels.length), sameAnswer };
}

/** `0.0065 (mean 0.0012; same answer to 50 of 50 prompts)`. */
export function describeAgreement({ largest, mean, prompts, sameAnswer }: Agreement): string {
  return `${largest.toFixed(4)} (mean ${mean.toFixed(4)}; same answer to ${sameAnswer} of ${prompts} prompts)`;
}
