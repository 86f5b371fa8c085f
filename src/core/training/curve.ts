import type { TrainerEvent, TrainingProgress, Validation } from './events';

/** A stretch of steps that is drawn as one point. */
export interface CurvePoint {
  /** The last of its steps. */
  readonly step: number;
  /** Mean over its steps. */
  readonly loss: number;
  /** After its last step. */
  readonly smoothed: number;
  readonly learningRate: number;
  readonly tokensPerSecond: number;
  /** The most that any of its steps took. */
  readonly memoryBytes: number;
}

/** Twice as many as a chart has room for; beyond that two neighbours become one. */
const mostPoints = 600;
/** The smoothed loss is an exponential mean over about a fiftieth of all steps, within these bounds. */
const smoothedShare = 50;
const [shortest, longest] = [5, 200];

/**
 * A training's figures over its steps, from its events in their order. However long the training, it holds a bounded
 * number of points.
 */
export class TrainingCurve {
  private full: CurvePoint[] = [];
  private pending: { readonly point: CurvePoint; readonly steps: number } | null = null;
  /** Steps a point. */
  private stride = 1;
  private mean = { sum: 0, weight: 0 };
  private readonly seen: Validation[] = [];
  private readonly told: string[] = [];
  private last: TrainingProgress | null = null;

  add(event: TrainerEvent): void {
    if (event.type === 'progress') this.addStep(event);
    else if (event.type === 'validation') this.seen.push(event);
    else if (event.type === 'warning') this.told.push(event.message);
  }

  /** In the order of their steps. */
  get points(): readonly CurvePoint[] {
    return this.pending === null ? this.full : [...this.full, this.pending.point];
  }

  get validations(): readonly Validation[] {
    return this.seen;
  }

  get warnings(): readonly string[] {
    return this.told;
  }

  /** Null before the first step. */
  get latest(): TrainingProgress | null {
    return this.last;
  }

  private addStep(event: TrainingProgress): void {
    this.last = event;
    const { step, loss, learningRate, tokensPerSecond, memoryBytes } = event;
    const span = Math.min(longest, Math.max(shortest, event.steps / smoothedShare));
    const share = 2 / (span + 1);
    // Divided by its weight, the mean does not lean towards zero at the beginning.
    this.mean = { sum: (1 - share) * this.mean.sum + share * loss, weight: (1 - share) * this.mean.weight + share };
    const smoothed = this.mean.sum / this.mean.weight;
    this.pending = joined(this.pending, { point: { step, loss, smoothed, learningRate, tokensPerSecond, memoryBytes }, steps: 1 });
    if (this.pending.steps < this.stride) return;
    this.full.push(this.pending.point);
    this.pending = null;
    if (this.full.length < mostPoints) return;
    this.full = halved(this.full);
    this.stride *= 2;
  }
}

interface Stretch {
  readonly point: CurvePoint;
  readonly steps: number;
}

function joined(before: Stretch | null, after: Stretch): Stretch {
  if (before === null) return after;
  const steps = before.steps + after.steps;
  return {
    steps,
    point: {
      ...after.point,
      loss: (before.steps * before.point.loss + after.steps * after.point.loss) / steps,
      memoryBytes: Math.max(before.point.memoryBytes, after.point.memoryBytes),
    },
  };
}

function halved(points: readonly CurvePoint[]): CurvePoint[] {
  const half: CurvePoint[] = [];
  for (let at = 0; at < points.length; at += 2) {
    const [one, other] = [points[at], points[at + 1]];
    if (one !== undefined && other !== undefined) half.push(joined({ point: one, steps: 1 }, { point: other, steps: 1 }).point);
  }
  return half;
}
