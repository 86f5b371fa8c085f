import { sharedPrefix } from './sharedPrefix';

/**
 * Rests of prompts are cut to multiples of this: with few different lengths more lanes go forward
 * together, which gains more than the few tokens that are evaluated again cost.
 */
const unit = 4;

/** Steps that a lane waits at most for others to be worth a step together. */
const patience = 4;

/**
 * How much of a prompt need not be evaluated again, given what a lane holds: the shared beginning,
 * less what makes the rest a multiple of the unit. The last token is always evaluated: its logits are the answer.
 */
export function keptPrefix(held: readonly number[], prompt: readonly number[]): number {
  const shared = Math.min(sharedPrefix(held, prompt), prompt.length - 1);
  const surplus = (prompt.length - shared) % unit;
  return surplus === 0 ? shared : Math.max(0, shared - (unit - surplus));
}

/** A lane as the next step sees it. */
export interface Rest {
  /** Tokens of its prompt that have not been evaluated; 0 without a prompt. */
  readonly tokens: number;
  /** Steps in a row that went forward without it. */
  readonly waited: number;
}

/**
 * How many tokens each lane goes forward in the next step: the same for all that take part, because
 * llama.cpp computes sequences together only as far as all of them have tokens (`split_equal` in
 * llama-batch.cpp), and so many that the step is as large as can be, because each has a cost of its own.
 * Who waited long takes part in any case, so that lanes do not end one by one.
 *
 * @param most tokens in one step, at least as many as there are lanes.
 */
export function nextStep(rests: readonly Rest[], most: number): number[] {
  const live = rests.filter(({ tokens }) => tokens > 0);
  const impatient = live.filter(({ waited }) => waited >= patience);
  const longest = Math.min(most, ...impatient.map(({ tokens }) => tokens));
  const { length, lanes } = largestStep(live.map(({ tokens }) => tokens), longest, most);
  const chosen = new Set(byWaiting(live.filter(({ tokens }) => tokens >= length)).slice(0, lanes));
  return rests.map((rest) => (chosen.has(rest) ? length : 0));
}

interface Step {
  /** Tokens of each lane that takes part. */
  readonly length: number;
  readonly lanes: number;
}

/** Among the steps that end a prompt, the one with most tokens, and the longest of those; a part of a prompt where all are longer. */
function largestStep(rests: readonly number[], longest: number, most: number): Step {
  const ends = [...new Set(rests)].filter((tokens) => tokens <= longest).sort((a, b) => a - b);
  let best: Step = { length: 0, lanes: 0 };
  for (const length of ends.length > 0 ? ends : [longest]) {
    const lanes = Math.min(rests.filter((tokens) => tokens >= length).length, Math.floor(most / length));
    if (length * lanes >= best.length * best.lanes) best = { length, lanes };
  }
  return best;
}

function byWaiting(rests: readonly Rest[]): readonly Rest[] {
  return [...rests].sort((a, b) => b.waited - a.waited || a.tokens - b.tokens);
}
