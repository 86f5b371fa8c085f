import type { WireSample } from '../protocol';

/** Deals samples out to lanes so that a lane changes its prompt as seldom as can be, and the prompts come to their ends together. */
export class SampleQueue {
  private readonly waiting: { readonly samples: readonly WireSample[]; next: number; lanes: number }[];

  constructor(samples: readonly WireSample[], prompts: number) {
    this.waiting = Array.from({ length: prompts }, (_, prompt) => ({
      samples: samples.filter((sample) => sample.prompt === prompt),
      next: 0,
      lanes: 0,
    }));
  }

  /**
   * The next sample for a lane.
   *
   * @param prompt of its last sample; a lane without one counts for none
   * @returns undefined when all are given out
   */
  next(prompt: number | null): WireSample | undefined {
    const own = prompt === null ? undefined : this.waiting[prompt];
    if (own !== undefined && own.next < own.samples.length) return this.take(own);
    const busiest = this.waiting.reduce((one, other) => (share(other) > share(one) ? other : one));
    if (share(busiest) === 0) return undefined;
    if (own !== undefined) own.lanes -= 1;
    busiest.lanes += 1;
    return this.take(busiest);
  }

  private take(queue: (typeof this.waiting)[number]): WireSample | undefined {
    queue.next += 1;
    return queue.samples[queue.next - 1];
  }
}

/** Samples that each lane of a prompt would still have to do with one lane more. */
function share({ samples, next, lanes }: { readonly samples: readonly WireSample[]; readonly next: number; readonly lanes: number }): number {
  return (samples.length - next) / (lanes + 1);
}
