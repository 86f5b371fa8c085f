import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { isOver, type JobHandle, type JobStatus } from '../../core/jobs/job';
import { jobFiles, statusOf } from '../../core/jobs/jobFolder';
import type { SlurmSettings } from '../../core/jobs/slurmSettings';
import { UserError } from '../../core/userError';
import type { Executor, Job } from '../../ports/executor';
import { readExitRecord } from '../../storage/exitRecord';
import { identityHash } from '../../storage/identityHash';
import { makeFolder } from '../../storage/makeFolder';
import { replaceFile } from '../../storage/replaceFile';
import { explain } from '../../storage/systemError';
import type { JobProgram } from '../jobProgram';
import { jobScript } from './jobScript';
import { queueRows, statusOfRow, type QueueRow } from './queue';
import { NoAnswer, slurm } from './slurmCommand';
import { readSubmission, writeSubmission } from './submission';

export interface SlurmOptions {
  readonly program: JobProgram;
  readonly settings: SlurmSettings;
  /** Between two questions to Slurm, in milliseconds: administrators do not like to be asked every second. */
  readonly pauseMs?: number;
}

/** The script, in the folder of its job or, for an array, of the first of its jobs. */
export const scriptFile = 'job.sh';
/** Slurm takes a thousand tasks an array unless its administrator says otherwise. */
const mostTasks = 500;
/** Job numbers on one command line. */
const mostNumbers = 500;

/** Jobs of Slurm. They go on without this process, and another one may look after them by their handles. */
export class SlurmExecutor implements Executor {
  readonly pauseMs: number;

  constructor(private readonly options: SlurmOptions) {
    this.pauseMs = options.pauseMs ?? 5000;
  }

  async submit(jobs: readonly Job[], onAccepted?: Parameters<Executor['submit']>[1]): Promise<readonly (JobHandle | undefined)[]> {
    for (const { folder } of jobs) await makeFolder(folder);
    const handles = await findSubmitted(jobs);
    const tell = async (accepted: readonly JobHandle[]): Promise<void> => {
      try {
        if (accepted.length > 0) await onAccepted?.(accepted);
      } catch (error) {
        await this.cancelUnknown(accepted, error);
        throw error;
      }
    };
    await tell([...handles.values()]);
    const missing = jobs.filter(({ folder }) => !handles.has(folder));
    const before = missing.flatMap(({ after = [] }) => after);
    const states = before.length === 0 ? new Map<string, JobStatus>() : await this.state(before);
    for (const together of arrays(missing)) {
      const accepted = await this.submitTogether(together, states);
      await tell(accepted);
      for (const handle of accepted) handles.set(handle.folder, handle);
    }
    return jobs.map(({ folder }) => handles.get(folder));
  }

  async state(handles: readonly JobHandle[]): Promise<ReadonlyMap<string, JobStatus>> {
    const rows = new Map((await queueRowsPatiently()).map((row) => [row.id, row]));
    const found = new Map<string, JobStatus>();
    // The queue first: a job that it does not show any more has left its record by then.
    for (const handle of handles) found.set(handle.id, await statusOfJob(handle, rows.get(handle.id)));
    return found;
  }

  async cancel(handles: readonly JobHandle[]): Promise<void> {
    // What was on a machine of its own ended with the process that started it.
    const queued = handles.filter(({ executor }) => executor === 'slurm');
    for (const some of inParts(queued, mostNumbers)) await slurm(['scancel', ...some.map(({ id }) => id)]);
  }

  async close(): Promise<void> {
    // Slurm's jobs go on without us.
  }

  /** @param error why nobody will know them */
  private async cancelUnknown(handles: readonly JobHandle[], error: unknown): Promise<void> {
    try {
      await this.cancel(handles);
    } catch (failure) {
      const ids = handles.map(({ id }) => id).join(' ');
      throw new UserError('executor', `${messageOf(error)} The jobs that Slurm has accepted could not be cancelled either: ${messageOf(failure)} Cancel them with "scancel ${ids}".`, { cause: error });
    }
  }

  private async submitTogether(jobs: readonly Job[], states: ReadonlyMap<string, JobStatus>): Promise<readonly JobHandle[]> {
    const [first] = jobs;
    if (first === undefined) return [];
    const settings = { ...this.options.settings, ...first.resources };
    const waits = dependencies(first, states);
    if (waits === null) return [];
    const token = `blindspot-${randomUUID()}`;
    for (const [task, { folder }] of jobs.entries()) {
      await rm(path.join(folder, jobFiles.exit), { force: true });
      await writeSubmission(folder, { token, task: jobs.length === 1 ? null : task });
    }
    const script = path.join(first.folder, scriptFile);
    try {
      await replaceFile(script, jobScript({ program: this.options.program, jobs, settings }), { mode: 0o755 });
    } catch (error) {
      throw explain(error, 'write', script);
    }
    let answer: string;
    try {
      answer = await slurm(['sbatch', '--parsable', `--comment=${token}`, ...waits, scriptFile], {
        folder: first.folder,
        refused: (words) => `Slurm refused the job: ${words}. ${hintOn(words)} Its script is ${script}.`,
      });
    } catch (error) {
      // One that answers too late may have taken them all the same.
      const taken = error instanceof NoAnswer ? [...(await findSubmitted(jobs)).values()] : [];
      if (taken.length === 0) throw error;
      return taken;
    }
    const [, number] = /^(\d+)(?:;\S+)?$/m.exec(answer) ?? [];
    if (number === undefined) throw new UserError('executor', `Slurm's sbatch did not answer with a job's number: ${answer.trim()}. Look for the job with "squeue --me".`);
    return jobs.map(({ folder }, task) => ({ executor: 'slurm', id: jobs.length === 1 ? number : `${number}_${task}`, folder }));
  }
}

/** Those that an earlier process submitted, or was about to, and that are still there: handles by folder. */
async function findSubmitted(jobs: readonly Job[]): Promise<Map<string, JobHandle>> {
  const submissions = new Map<string, { readonly folder: string; readonly task: number | null }[]>();
  for (const { folder } of jobs) {
    const submission = await readSubmission(folder);
    if (submission === undefined) continue;
    submissions.set(submission.token, [...(submissions.get(submission.token) ?? []), { folder, task: submission.task }]);
  }
  const handles = new Map<string, JobHandle>();
  if (submissions.size === 0) return handles;
  for (const row of await queueRowsPatiently()) {
    const status = statusOfRow(row);
    if (status === undefined || isOver(status)) continue;
    const found = submissions.get(row.comment)?.find(({ task }) => task === null || row.id.endsWith(`_${task}`));
    if (found !== undefined) handles.set(found.folder, { executor: 'slurm', id: row.id, folder: found.folder });
  }
  return handles;
}

/** Neighbours that differ neither in what they need nor in what they wait for. */
function arrays(jobs: readonly Job[]): readonly (readonly Job[])[] {
  const groups = new Map<string, Job[]>();
  for (const job of jobs) {
    const key = identityHash([job.resources ?? {}, (job.after ?? []).map(({ id }) => id)]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [job]);
    else group.push(job);
  }
  return [...groups.values()].flatMap((group) => inParts(group, mostTasks));
}

/**
 * A dependency on a number that Slurm has forgotten counts as met, so those that are over are dealt with here.
 *
 * @returns sbatch's flags; null when one of them is over and did not finish
 */
function dependencies({ after = [] }: Job, states: ReadonlyMap<string, JobStatus>): readonly string[] | null {
  const wanted = after.filter(({ id }) => states.get(id)?.state !== 'finished');
  for (const { id } of wanted) {
    const status = states.get(id);
    if (status !== undefined && isOver(status)) return null;
  }
  if (wanted.length === 0) return [];
  return [`--dependency=${wanted.map(({ id }) => `afterok:${id}`).join(',')}`, '--kill-on-invalid-dep=yes'];
}

async function statusOfJob(handle: JobHandle, row: QueueRow | undefined): Promise<JobStatus> {
  const said = row === undefined ? undefined : statusOfRow(row);
  if (said !== undefined && said.state !== 'finished') return said;
  // How long a job took, its record alone says.
  const record = await readExitRecord(handle);
  if (record !== undefined) return statusOf(record);
  if (said !== undefined) return said;
  if (row !== undefined) return { state: 'failed', code: null, reason: `It failed before its program began (${row.state}, ${row.reason}). Slurm's own words are in slurm.log beside its script.` };
  return { state: 'lost', code: null, reason: 'Slurm does not know it any more, and it left no record of its end: it was killed, or its node went down. Submit it again, and it goes on with what it has done.' };
}

/** A controller that is being restarted is asked again a few times. */
async function queueRowsPatiently(): Promise<readonly QueueRow[]> {
  for (const wait of [1000, 5000]) {
    try {
      return await queueRows();
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      await pause(wait);
    }
  }
  return queueRows();
}

function hintOn(words: string): string {
  if (/partition/i.test(words)) return '"sinfo" lists the partitions; choose one of them.';
  if (/account|qos/i.test(words)) return '"sacctmgr show associations user=$USER" lists the accounts and QOSs that are yours.';
  if (/time limit/i.test(words)) return '"sinfo" lists the longest time of each partition; ask for less.';
  if (/node configuration|memory|cpu|gres|constraint/i.test(words)) return 'No node has what the job asks for: "sinfo -Nl" lists what there is; ask for less.';
  return 'Change the settings, and try again.';
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function inParts<Item>(items: readonly Item[], size: number): readonly (readonly Item[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, part) => items.slice(part * size, (part + 1) * size));
}
