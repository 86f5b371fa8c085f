import { formatBytes } from '../models/formatBytes';
import { count } from '../report/format';
import { describeSeconds } from '../runs/duration';
import type { TrainingProgress } from './events';

/** What a whole training will take, from its first steps. */
export interface Estimate {
  readonly steps: number;
  /** Steps that were measured. */
  readonly measured: number;
  /** Of the steps alone: not of validations and the check at the end. */
  readonly seconds: number;
  /** The most that a measured step took. */
  readonly memoryBytes: number;
  readonly tokensPerSecond: number;
}

/** The first steps are slower: libraries are still warming up. */
const warming = 4;

/**
 * Carries the pace of the first steps on to the last.
 *
 * @param events in their order, from the first step on
 * @returns null when no step was done
 */
export function estimateOf(events: readonly TrainingProgress[]): Estimate | null {
  const last = events.at(-1);
  if (last === undefined) return null;
  // The last step of all says nothing of the time any more.
  const timed = events.filter(({ step, steps }) => step < steps);
  const end = timed.at(-1);
  const begin = timed.find(({ step }) => step >= warming) ?? timed[0];
  const pace = end === undefined || begin === undefined ? 0 : begin === end ? elapsed(end) / end.step : (elapsed(end) - elapsed(begin)) / (end.step - begin.step);
  return {
    steps: last.steps,
    measured: last.step,
    seconds: end === undefined ? 0 : elapsed(end) + pace * (end.steps - end.step),
    memoryBytes: Math.max(...events.map(({ memoryBytes }) => memoryBytes)),
    tokensPerSecond: last.tokensPerSecond,
  };
}

/** `About 3 h 20 min for 12,000 steps, and 2.1 GB …`, for a person who is about to begin. */
export function describeEstimate({ steps, measured, seconds, memoryBytes, tokensPerSecond }: Estimate): string {
  return `About ${describeSeconds(seconds)} for ${count(steps)} steps, and ${formatBytes(memoryBytes)} of memory; longer examples may need more. Measured: ${count(measured)} steps at ${count(Math.round(tokensPerSecond))} tokens a second. Validations and the check at the end come on top.`;
}

/** Seconds that the steps until here took: the trainer tells what is left at the mean pace so far. */
function elapsed({ step, steps, secondsLeft }: TrainingProgress): number {
  return (secondsLeft * step) / (steps - step);
}
