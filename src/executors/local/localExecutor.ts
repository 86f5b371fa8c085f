import { fork, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { isOver, type JobHandle, type JobStatus } from '../../core/jobs/job';
import { statusOf } from '../../core/jobs/jobFolder';
import type { Executor, Job } from '../../ports/executor';
import { readExitRecord } from '../../storage/exitRecord';
import { makeFolder } from '../../storage/makeFolder';
import { isKept } from '../../storage/writerLock';
import type { JobProgram } from '../jobProgram';
import { jobLock } from './jobLock';
import type { KeeperRequest } from './keeperProtocol';

export interface LocalOptions {
  readonly program: JobProgram;
  /** Path of the bundled keeper, `dist/keeper.mjs`. */
  readonly keeper: string;
  /** So many jobs run at the same time; the others wait for their turn. */
  readonly atOnce: number;
  /** How long a job may take to stop before it is killed, in milliseconds. */
  readonly graceMs?: number;
}

/** Longer than `blindspot train` gives its trainer: killed before it, it would leave the trainer behind. */
const usualGraceMs = 150_000;

const cancelledBefore = 'It was cancelled before it began.';

interface Entry {
  readonly handle: JobHandle;
  readonly job: Job;
  status: JobStatus;
  cancelled?: true;
  keeper?: ChildProcess;
}

/** Jobs as child processes of this one, which end with it: the next process finds what they had done. */
export class LocalExecutor implements Executor {
  readonly pauseMs = 200;
  private readonly entries = new Map<string, Entry>();
  /** Those that may begin. */
  private readonly queued = new Set<Entry>();
  /** With the promise of each one's end. */
  private readonly running = new Map<Entry, Promise<void>>();
  /** Those that are not over, by their folders. */
  private readonly live = new Map<string, Entry>();

  constructor(private readonly options: LocalOptions) {}

  async submit(jobs: readonly Job[], onAccepted?: Parameters<Executor['submit']>[1]): Promise<readonly JobHandle[]> {
    for (const job of jobs) await makeFolder(job.folder);
    const entries = jobs.map((job) => this.live.get(job.folder) ?? this.enter(job));
    const handles = entries.map(({ handle }) => handle);
    try {
      await onAccepted?.(handles);
    } catch (error) {
      await this.cancel(handles);
      throw error;
    }
    for (const entry of entries) if (entry.status.state === 'queued') this.queued.add(entry);
    await this.startWhatCan();
    return handles;
  }

  async state(handles: readonly JobHandle[]): Promise<ReadonlyMap<string, JobStatus>> {
    const found = new Map<string, JobStatus>();
    for (const handle of handles) found.set(handle.id, this.entries.get(handle.id)?.status ?? (await stateOnDisk(handle)));
    return found;
  }

  async cancel(handles: readonly JobHandle[]): Promise<void> {
    for (const { id } of handles) {
      const entry = this.entries.get(id);
      if (entry === undefined || isOver(entry.status)) continue;
      this.queued.delete(entry);
      entry.cancelled = true;
      if (entry.keeper === undefined) this.end(entry, { state: 'cancelled', code: null, reason: cancelledBefore });
      else tell(entry.keeper, { type: 'stop', why: 'cancelled' });
    }
    await this.startWhatCan();
  }

  async close(): Promise<void> {
    const ends = [...this.running.values()];
    this.queued.clear();
    for (const { keeper } of this.running.keys()) tell(keeper, { type: 'stop', why: 'left' });
    await Promise.all(ends);
  }

  private enter(job: Job): Entry {
    const handle: JobHandle = { executor: 'local', id: randomUUID(), folder: job.folder };
    const entry: Entry = { handle, job, status: { state: 'queued', code: null, reason: 'It waits for its turn.' } };
    this.entries.set(handle.id, entry);
    this.live.set(job.folder, entry);
    return entry;
  }

  private end(entry: Entry, status: JobStatus): void {
    entry.status = status;
    this.live.delete(entry.job.folder);
  }

  private async startWhatCan(): Promise<void> {
    for (const entry of [...this.queued]) {
      const before = [...(await this.state(entry.job.after ?? [])).values()];
      // Another call may have dealt with it meanwhile.
      if (!this.queued.has(entry)) continue;
      if (before.some((status) => isOver(status) && status.state !== 'finished')) {
        this.queued.delete(entry);
        this.end(entry, { state: 'cancelled', code: null, reason: 'A job that it depends on did not finish.' });
      } else if (before.every(({ state }) => state === 'finished') && this.running.size < this.options.atOnce) {
        this.queued.delete(entry);
        this.start(entry);
      }
    }
  }

  private start(entry: Entry): void {
    const { program, keeper, graceMs = usualGraceMs } = this.options;
    const { job } = entry;
    const child = fork(keeper, [], {
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      // Ctrl+C is for us, who then ask it to stop.
      detached: process.platform !== 'win32',
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', NODE_OPTIONS: '' },
    });
    entry.keeper = child;
    entry.status = { state: 'running', code: null, reason: null };
    tell(child, {
      type: 'keep',
      job: entry.handle.id,
      command: program.command,
      arguments: [...program.arguments, ...job.arguments],
      cwd: job.cwd,
      folder: job.folder,
      graceMs,
    });
    const ended = once(child, 'exit').catch(() => undefined);
    this.running.set(entry, ended.then(() => this.settle(entry)));
  }

  private async settle(entry: Entry): Promise<void> {
    const status = await endOf(entry).catch(
      (error: unknown): JobStatus => ({ state: 'lost', code: null, reason: `How it ended cannot be read. ${error instanceof Error ? error.message : String(error)}` }),
    );
    this.running.delete(entry);
    this.end(entry, status);
    await this.startWhatCan();
  }
}

/** Of one whose keeper has ended. */
async function endOf({ handle, cancelled }: Entry): Promise<JobStatus> {
  const record = await readExitRecord(handle);
  if (record !== undefined) return statusOf(record);
  if (cancelled) return { state: 'cancelled', code: null, reason: cancelledBefore };
  return { state: 'lost', code: null, reason: 'It was stopped before it began, or the process that looked after it was killed. Submit it again, and it goes on with what it has done.' };
}

async function stateOnDisk(handle: JobHandle): Promise<JobStatus> {
  // Asked first: a keeper that ends meanwhile has left its record by then.
  const kept = await isKept(jobLock(handle.folder));
  const record = await readExitRecord(handle);
  if (record !== undefined) return statusOf(record);
  if (kept) return { state: 'running', code: null, reason: 'It is being stopped, because the process that started it has ended.' };
  return { state: 'lost', code: null, reason: 'It was killed together with the process that started it. Submit it again, and it goes on with what it has done.' };
}

function tell(keeper: ChildProcess | undefined, request: KeeperRequest): void {
  // One that ends just now is told of by its exit.
  if (keeper?.connected === true) keeper.send(request, () => undefined);
}
