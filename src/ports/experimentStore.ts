import type { ExperimentEvent } from '../core/experiment/events';
import type { Job } from '../core/experiment/job';
import type { JobEnd } from '../core/experiment/standing';
import type { JobHandle } from '../core/jobs/job';
import type { AnyLabel } from '../core/nli/label';

/** Where experiments keep their journals and their jobs' folders. `src/storage/experiments` implements it with a folder an experiment. */
export interface ExperimentStore {
  /** Of the experiment in the workspace, with slashes. */
  folderOf(name: string): string;
  /** The journal as far as it is written; empty where nothing has begun. @throws UserError `bad-run` or `disk` */
  events(name: string): Promise<readonly ExperimentEvent[]>;
  /** The process that has it now, on whatever machine; undefined where none does. */
  driverOf(name: string): Promise<Driver | undefined>;
  /** How a job has ended, by what it left; undefined where it left nothing. @throws UserError `disk` */
  endOf(job: Job, handle: JobHandle): Promise<JobEnd | undefined>;
  /** What was counted in its files, by a key that changes with them; empty where nothing was. */
  counts(name: string): Promise<ExampleCounts>;
  keepCounts(name: string, counts: ExampleCounts): Promise<void>;
  /**
   * Opens an experiment for its one driver.
   *
   * @param holder how another driver is told who has it
   * @throws UserError `locked` with the holder's name, `disk` or `bad-run`
   */
  open(name: string, holder: string): Promise<OpenExperiment>;
}

/** Who carries an experiment out. */
export interface Driver {
  readonly program: string;
  readonly pid: number;
  readonly host: string;
  /** ISO 8601. */
  readonly since: string;
}

/** Examples by label. */
export type ExampleCounts = Readonly<Record<string, Readonly<Partial<Record<AnyLabel, number>>>>>;

export interface OpenExperiment {
  /** What earlier drivers wrote. */
  readonly earlier: readonly ExperimentEvent[];
  /** Resolves when the events are on disk. */
  append(events: readonly ExperimentEvent[]): Promise<void>;
  /** Makes the job's folder and the files that it needs, and returns the folder's absolute path. */
  prepare(job: Job): Promise<string>;
  /** Is what the job was to leave there? */
  hasOutput(job: Job): Promise<boolean>;
  /** That its folder takes on the disk. */
  bytesOf(job: Job): Promise<number>;
  /** Lets another driver in. */
  close(): Promise<void>;
  /** Aborted when the lock is lost, for example because the folder was deleted. */
  readonly lost: AbortSignal;
}
