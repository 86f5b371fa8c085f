import { setTimeout as pause } from 'node:timers/promises';
import type { ExperimentEvent } from '../../core/experiment/events';
import type { Job } from '../../core/experiment/job';
import type { Plan } from '../../core/experiment/plan';
import { resourcesOf } from '../../core/experiment/resources';
import { Schedule } from '../../core/experiment/schedule';
import type { Experiment } from '../../core/experiment/settings';
import { endOf, note, recordsOf, statesOf, type JobRecord, type PlannedState } from '../../core/experiment/standing';
import { isOver, type JobHandle, type JobStatus } from '../../core/jobs/job';
import type { Executor, Job as ExecutorJob } from '../../ports/executor';
import type { OpenExperiment } from '../../ports/experimentStore';

export interface DriverOptions {
  readonly signal: AbortSignal;
  /** Jobs at a time: running, or in the queue. */
  readonly atOnce: number;
  /** May a job be submitted while what it needs is still under way, because the executor's queue keeps the order? */
  readonly ahead: boolean;
  /** Attempts that a job has in one drive before it counts as failed. */
  readonly attempts: number;
  /** Absolute path of the workspace. */
  readonly workspace: string;
  readonly onEvent: (event: ExperimentEvent) => void;
  /** A job waits in the executor's queue for this reason, which no job of this drive had before. */
  readonly onWaiting: (job: Job, reason: string) => void;
}

type Submission = Extract<ExperimentEvent, { readonly type: 'submitted' }>;

/** One drive of an experiment: takes its jobs to the executor and writes down what becomes of them. */
export class Driver {
  private readonly records: Map<string, JobRecord>;
  private readonly byId: ReadonlyMap<string, Job>;
  private readonly underWay = new Map<string, JobHandle>();
  private readonly tried = new Map<string, number>();
  /** Not begun again in this drive. */
  private readonly givenUp = new Set<string>();
  /** In the queue behind an attempt that did not finish: cancelled there sooner or later, and by nobody's wish. */
  private readonly orphaned = new Set<string>();
  private readonly reasonsTold = new Set<string>();

  constructor(
    private readonly subject: { readonly experiment: Experiment; readonly plan: Plan },
    private readonly opened: OpenExperiment,
    private readonly executor: Executor,
    private readonly now: () => number,
    private readonly options: DriverOptions,
  ) {
    this.records = recordsOf(opened.earlier);
    this.byId = new Map(subject.plan.jobs.map((job) => [job.id, job]));
  }

  /** Each job's state, in the order of the plan. */
  states(): ReadonlyMap<string, PlannedState> {
    return statesOf(this.subject.plan.jobs, this.records);
  }

  /**
   * Carries out what is not finished yet, until nothing is left that can be.
   *
   * @throws the signal's reason when cancelled, or what the executor or the disk threw; what is done is written down
   */
  async drive(): Promise<void> {
    await this.lookForOutputs();
    await this.adopt();
    for (let left = this.toBeDone(); left.length > 0; left = this.toBeDone()) await this.round(new Schedule(left));
  }

  /** Lets what cannot live without this process stop, and writes down how far it came. */
  async close(): Promise<void> {
    await this.executor.close();
    await this.settle();
  }

  private async round(schedule: Schedule): Promise<void> {
    if (this.options.ahead) for (const id of this.underWay.keys()) schedule.met(id);
    for (;;) {
      this.options.signal.throwIfAborted();
      await this.submit(schedule);
      if (this.underWay.size === 0) return;
      await pause(this.executor.pauseMs, undefined, { signal: this.options.signal });
      for (const { job, status } of await this.settle()) this.goOn(job, status, schedule);
    }
  }

  /** Unfinished jobs, less those that were given up and what needs them. */
  private toBeDone(): readonly Job[] {
    const out = new Set(this.givenUp);
    return this.subject.plan.jobs.filter((job) => {
      if (job.after.some((id) => out.has(id))) out.add(job.id);
      return !out.has(job.id) && this.recorded(job.id) !== 'finished';
    });
  }

  /** A finished job whose output somebody has deleted is done again. */
  private async lookForOutputs(): Promise<void> {
    const gone: ExperimentEvent[] = [];
    for (const job of this.subject.plan.jobs) {
      if (this.recorded(job.id) === 'finished' && !(await this.opened.hasOutput(job))) gone.push({ type: 'gone', at: this.time(), job: job.id });
    }
    await this.write(gone);
  }

  /** Takes over what an earlier drive left under way, and ends what the plan no longer has. */
  private async adopt(): Promise<void> {
    const strangers: JobHandle[] = [];
    const events: ExperimentEvent[] = [];
    for (const [id, record] of this.records) {
      if (record.state !== 'submitted') continue;
      if (this.byId.has(id)) this.underWay.set(id, record.handle);
      else {
        strangers.push(record.handle);
        events.push({ type: 'stopped', at: this.time(), job: id, reason: 'The plan no longer has it.' });
      }
    }
    if (strangers.length > 0) await this.executor.cancel(strangers);
    await this.write(events);
    await this.settle();
  }

  private async submit(schedule: Schedule): Promise<void> {
    let jobs: Job[];
    do {
      jobs = [];
      while (this.underWay.size + jobs.length < this.options.atOnce) {
        const job = schedule.next();
        if (job === undefined) break;
        if (!this.underWay.has(job.id)) jobs.push(job);
      }
      await this.submitTogether(jobs.filter((job) => this.canFollow(job)));
      // In a queue that keeps the order itself, what needs these can follow at once.
      if (this.options.ahead) for (const { id } of jobs) if (this.underWay.has(id)) schedule.met(id);
    } while (this.options.ahead && jobs.length > 0);
  }

  /** What it needs may have failed since it was in the queue: then the next round has this job again. */
  private canFollow(job: Job): boolean {
    return job.after.every((id) => this.recorded(id) === 'finished' || this.underWay.has(id));
  }

  private async submitTogether(jobs: readonly Job[]): Promise<void> {
    if (jobs.length === 0) return;
    const tickets = await Promise.all(jobs.map((job) => this.ticketOf(job)));
    // One that is not accepted needs something that has failed this very moment.
    await this.executor.submit(tickets, async (handles) => {
      const accepted = new Map(handles.map((handle) => [handle.folder, handle]));
      const events = jobs.flatMap((job, at) => this.submissionOf(job, accepted.get(tickets[at]?.folder ?? '')));
      // First of all: a driver that is killed leaves no job that the next one does not know.
      await this.write(events);
      for (const { job, handle } of events) {
        this.underWay.set(job, handle);
        this.tried.set(job, (this.tried.get(job) ?? 0) + 1);
      }
    });
  }

  private submissionOf({ id }: Job, handle: JobHandle | undefined): Submission[] {
    return handle === undefined ? [] : [{ type: 'submitted', at: this.time(), job: id, attempt: (this.records.get(id)?.attempts ?? 0) + 1, handle }];
  }

  private async ticketOf(job: Job): Promise<ExecutorJob> {
    const after = job.after.flatMap((id) => this.underWay.get(id) ?? []);
    return {
      name: job.title,
      arguments: job.arguments,
      cwd: this.options.workspace,
      folder: await this.opened.prepare(job),
      resources: resourcesOf(job.kind, this.subject.experiment),
      ...(after.length === 0 ? {} : { after }),
    };
  }

  /** Writes down what has come to its end, and returns it. */
  private async settle(): Promise<{ readonly job: Job; readonly status: JobStatus }[]> {
    if (this.underWay.size === 0) return [];
    const statuses = await this.executor.state([...this.underWay.values()]);
    const over: { job: Job; status: JobStatus }[] = [];
    const events: ExperimentEvent[] = [];
    for (const [id, handle] of this.underWay) {
      const [job, status] = [this.byId.get(id), statuses.get(handle.id)];
      if (job === undefined || status === undefined) continue;
      if (!isOver(status)) {
        this.tellWaiting(job, status);
        continue;
      }
      over.push({ job, status });
      events.push(await this.eventOf(job, status));
    }
    await this.write(events);
    for (const { job } of over) this.underWay.delete(job.id);
    for (const { job } of over) if (this.recorded(job.id) !== 'finished') this.orphan(job);
    return over;
  }

  private orphan({ id }: Job): void {
    for (const other of this.underWay.keys()) if (this.byId.get(other)?.after.includes(id) === true) this.orphaned.add(other);
  }

  /** A queue that never starts a job says why, and somebody has to read it. */
  private tellWaiting(job: Job, { state, reason }: JobStatus): void {
    if (state !== 'queued' || reason === null || this.reasonsTold.has(reason)) return;
    this.reasonsTold.add(reason);
    this.options.onWaiting(job, reason);
  }

  private async eventOf(job: Job, status: JobStatus): Promise<ExperimentEvent> {
    const about = { at: this.time(), job: job.id };
    const end = endOf(job, status, await this.opened.hasOutput(job));
    if (end.state !== 'finished') return { type: end.state, ...about, reason: end.reason };
    return { type: end.state, ...about, seconds: end.seconds, kind: job.kind, work: job.work, bytes: await this.opened.bytesOf(job) };
  }

  private goOn(job: Job, { state }: JobStatus, schedule: Schedule): void {
    const orphaned = this.orphaned.delete(job.id);
    if (this.recorded(job.id) === 'finished') {
      if (!this.options.ahead) schedule.met(job.id);
      return;
    }
    // A queue that cannot begin a job because of another's failure cancels it: the next round has it again.
    if (orphaned || job.after.some((id) => this.recorded(id) !== 'finished')) return;
    if (state === 'cancelled' || (this.tried.get(job.id) ?? 0) >= this.options.attempts) this.givenUp.add(job.id);
    else schedule.again(job);
  }

  private async write(events: readonly ExperimentEvent[]): Promise<void> {
    if (events.length === 0) return;
    await this.opened.append(events);
    for (const event of events) {
      note(this.records, event);
      this.options.onEvent(event);
    }
  }

  private recorded(id: string): JobRecord['state'] | undefined {
    return this.records.get(id)?.state;
  }

  private time(): string {
    return new Date(this.now()).toISOString();
  }
}
