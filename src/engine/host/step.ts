import { sharedPrefix } from './sharedPrefix';

/**
 * Lanes go forward in steps of equal length, because llama.cpp computes sequences together only as far
 * as all of them have tokens: unequal ones fall apart into many small computations (`split_equal` in
 * llama-batch.cpp). A multiple of four, because its matrix kernels take four tokens at a time.
 */
const unit = 4;

/**
 * How much of a prompt need not be evaluated again, given what a lane holds: the shared beginning,
 * less the few tokens that make the rest a multiple of the unit. The last token is always evaluated:
 * its logits are the answer.
 */
export function keptPrefix(held: readonly number[], prompt: readonly number[]): number {
  const shared = Math.min(sharedPrefix(held, prompt), prompt.length - 1);
  const surplus = (prompt.length - shared) % unit;
  return surplus === 0 ? shared : Math.max(0, shared - (unit - surplus));
}

/**
 * How many tokens each lane goes forward in the next step.
 *
 * @param remaining tokens of each lane's prompt; 0 for a lane without one.
 * @param most tokens in one step, at least as many as there are lanes.
 */
export function nextStep(remaining: readonly number[], most: number): number[] {
  // Only a prompt that was begun from nothing has an odd rest.
  if (remaining.some((count) => count % unit !== 0)) return remaining.map((count) => count % unit);
  const live = remaining.filter((count) => count > 0);
  const affordable = Math.max(unit, Math.floor(most / live.length / unit) * unit);
  const length = Math.min(affordable, ...live);
  return remaining.map((count) => Math.min(count, length));
}
