import { formatBytes } from '../models/formatBytes';
import { describeSeconds } from '../runs/duration';
import type { TrainingProgress } from './events';

/** `step 120 of 3,750, loss 0.812, 1,450 tokens a second, 6.5 GB, 24 min left`, for terminal and editor alike. */
export function describeTraining({ step, steps, loss, tokensPerSecond, memoryBytes, secondsLeft }: TrainingProgress): string {
  return [
    `step ${step.toLocaleString('en')} of ${steps.toLocaleString('en')}`,
    `loss ${loss.toFixed(3)}`,
    `${Math.round(tokensPerSecond).toLocaleString('en')} tokens a second`,
    formatBytes(memoryBytes),
    `${describeSeconds(secondsLeft)} left`,
  ].join(', ');
}
