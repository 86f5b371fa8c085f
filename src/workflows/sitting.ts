import type { SittingState, SittingTimes } from '../core/sittings';
import { UserError } from '../core/userError';

/** Milliseconds between two writes of a record, from which others see how far the work is. */
const betweenWrites = 1000;

/** The times of one sitting, as they are written into a record. */
export class Sitting {
  private readonly begun: number;
  private written = 0;

  /** @param earlier the record of the sittings before it, where there were any */
  constructor(
    private readonly now: () => number,
    private readonly earlier: { readonly times: SittingTimes } | null,
  ) {
    this.begun = now();
  }

  /** Is it a second since the record was written? */
  get isDue(): boolean {
    return this.now() - this.written >= betweenWrites;
  }

  /** For a record that is written now. @param seconds of this sitting that count as work: all of it unless they are given */
  times(state: SittingState, seconds?: number): SittingTimes {
    const now = this.now();
    const updated = new Date(now).toISOString();
    this.written = now;
    return {
      started: this.earlier?.times.started ?? new Date(this.begun).toISOString(),
      updated,
      finished: state === 'finished' ? updated : null,
      seconds: (this.earlier?.times.seconds ?? 0) + (seconds ?? (now - this.begun) / 1000),
    };
  }
}

/** How a sitting ended that something was thrown out of. */
export function endOf(error: unknown, signal: AbortSignal): { readonly state: SittingState; readonly problem: string | null } {
  if (isCancelled(signal)) return { state: 'cancelled', problem: null };
  return { state: 'failed', problem: error instanceof Error ? error.message : String(error) };
}

/** Did somebody want the end? A lost lock aborts the signal too, but it is a failure and nobody's wish. */
export function isCancelled({ aborted, reason }: AbortSignal): boolean {
  return aborted && !(reason instanceof UserError);
}
