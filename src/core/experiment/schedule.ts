import type { Job } from './job';

/** Which jobs may begin: those whose needs are met. Told of each that is met, it knows the next without looking at all of them. */
export class Schedule {
  private readonly order = new Map<string, number>();
  private readonly needing = new Map<string, Job[]>();
  private readonly unmet = new Map<string, number>();
  private readonly ready: Job[] = [];

  /** @param jobs those to be done, each after all those that it needs; what it needs beyond them is met */
  constructor(jobs: readonly Job[]) {
    jobs.forEach((job, at) => {
      const unmet = job.after.filter((id) => this.order.has(id));
      this.order.set(job.id, at);
      this.unmet.set(job.id, unmet.length);
      for (const id of unmet) {
        const others = this.needing.get(id);
        if (others === undefined) this.needing.set(id, [job]);
        else others.push(job);
      }
      if (unmet.length === 0) this.ready.push(job);
    });
  }

  /** Takes the next job that may begin, in the order of the plan. */
  next(): Job | undefined {
    return this.ready.shift();
  }

  /** A job that was taken may begin once more. */
  again(job: Job): void {
    const place = this.order.get(job.id) ?? 0;
    const before = this.ready.findIndex((other) => (this.order.get(other.id) ?? 0) > place);
    this.ready.splice(before === -1 ? this.ready.length : before, 0, job);
  }

  /** What waited for this job alone may begin: it has finished, or is in a queue that keeps the order itself. */
  met(id: string): void {
    for (const job of this.needing.get(id) ?? []) {
      const left = (this.unmet.get(job.id) ?? 0) - 1;
      this.unmet.set(job.id, left);
      if (left === 0) this.again(job);
    }
    this.needing.delete(id);
  }
}
