import type { JobHandle, JobStatus, Resources } from '../core/jobs/job';

/** Runs jobs, each a command line of this product. `src/executors` has one for this machine and one for Slurm. */
export interface Executor {
  /** How long to wait before asking for states again, in milliseconds. */
  readonly pauseMs: number;
  /**
   * Starts jobs or puts them into a queue. Those that agree in `after` and `resources` may go as one array. A job
   * that an earlier process submitted and that is still there is not submitted a second time.
   *
   * @param onAccepted is told of the handles as they come and can write them down, so that no job is there of which
   * nobody knows: none begins on this machine, and no more are put into a queue, before it is through. When it throws,
   * the jobs that it was told of are cancelled.
   * @returns a handle a job, in the same order; undefined for one that is not submitted, because a job that it waits for is over and did not finish
   * @throws UserError `executor` that says what was refused and what to do, or `disk`; then none of the jobs that it
   * names runs, and those before them do; or what `onAccepted` threw
   */
  submit(jobs: readonly Job[], onAccepted?: (handles: readonly JobHandle[]) => Promise<void>): Promise<readonly (JobHandle | undefined)[]>;
  /**
   * By the handle's ID; also of handles that an earlier process was given.
   *
   * @throws UserError `executor` when nobody answers
   */
  state(handles: readonly JobHandle[]): Promise<ReadonlyMap<string, JobStatus>>;
  /** Asks them to stop, so that they can write down what they have done. Those that are over are left as they are. */
  cancel(handles: readonly JobHandle[]): Promise<void>;
  /** Stops what cannot live without this process, and waits for its end: jobs on this machine. Slurm's go on. */
  close(): Promise<void>;
}

export interface Job {
  /** Short, for lists of jobs. */
  readonly name: string;
  /** Of the program `blindspot`. */
  readonly arguments: readonly string[];
  /** Absolute path of the folder to run in. */
  readonly cwd: string;
  /** Absolute path of the job's own folder (`core/jobs/jobFolder.ts`); it is made if need be. */
  readonly folder: string;
  /** Jobs that have to finish first. When one of them does not, this one is cancelled. */
  readonly after?: readonly JobHandle[];
  readonly resources?: Resources;
}
