import { sharedPrefix } from './sharedPrefix';

/**
 * Rests of prompts are cut to multiples of this: with few different lengths more lanes go forward
 * together, which gains more than the few tokens that are evaluated again cost.
 */
const unit = 4;

/**
 * How much of a prompt need not be evaluated again, given what a lane holds: the shared beginning,
 * less what makes the rest a multiple of the unit. The last token is always evaluated: its logits are the answer.
 */
export function keptPrefix(held: readonly number[], prompt: readonly number[]): number {
  const shared = Math.min(sharedPrefix(held, prompt), prompt.length - 1);
  const surplus = (prompt.length - shared) % unit;
  return surplus === 0 ? shared : Math.max(0, shared - (unit - surplus));
}

/** Lanes beside each other that go forward together. */
interface Step {
  readonly first: number;
  readonly lanes: number;
  /** Tokens of each. */
  readonly length: number;
}

/**
 * How many tokens each lane goes forward in the next step: the same for all that take part, and these stand
 * beside each other, because llama.cpp computes sequences together only as far as all of them have tokens and
 * their numbers follow each other (`split_equal` in llama-batch.cpp), and what it computes apart has a cost of
 * its own. Of all such steps it is the one with most tokens. Who is left out gets his turn: a lane with a short
 * rest parts its neighbours, until the largest step is the one that is as short.
 *
 * @param rests tokens of each lane's prompt that have not been evaluated; 0 without a prompt.
 * @param most tokens in one step, at least as many as there are lanes.
 */
export function nextStep(rests: readonly number[], most: number): number[] {
  const lengths = [...new Set(rests)].filter((tokens) => tokens > 0).map((tokens) => Math.min(tokens, most)).sort((a, b) => a - b);
  let best: Step = { first: 0, lanes: 0, length: 0 };
  for (const length of lengths) {
    const step = widestStep(rests, length, Math.floor(most / length));
    if (step.length * step.lanes >= best.length * best.lanes) best = step;
  }
  return rests.map((_, lane) => (lane >= best.first && lane < best.first + best.lanes ? best.length : 0));
}

/** Most neighbours that have that many tokens. */
function widestStep(rests: readonly number[], length: number, most: number): Step {
  let widest: Step = { first: 0, lanes: 0, length };
  let first = 0;
  for (const [lane, tokens] of rests.entries()) {
    if (tokens < length) first = lane + 1;
    const lanes = Math.min(most, lane + 1 - first);
    if (lanes > widest.lanes) widest = { first, lanes, length };
  }
  return widest;
}
