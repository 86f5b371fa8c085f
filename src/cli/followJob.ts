import { open } from 'node:fs/promises';
import path from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import { setTimeout as pause } from 'node:timers/promises';
import { isOver, type JobHandle, type JobStatus } from '../core/jobs/job';
import { jobFiles } from '../core/jobs/jobFolder';
import { UserError } from '../core/userError';
import type { Executor } from '../ports/executor';
import { systemCode } from '../storage/systemError';
import type { CliContext } from './context';

/** Only the following was ended. */
export class JobGoesOn extends UserError {
  constructor({ id }: JobHandle) {
    super('executor', `Job ${id} goes on by itself. To cancel it: scancel ${id}`);
  }
}

/**
 * Tells what a job tells until it is over, and prints its result.
 *
 * @throws UserError `executor` when it did not finish, or `JobGoesOn` when the signal ended the following
 */
export async function followJob(handle: JobHandle, executor: Executor, { print, tell, signal }: Pick<CliContext, 'print' | 'tell' | 'signal'>): Promise<void> {
  const log = new GrowingText(path.join(handle.folder, jobFiles.log));
  let told = '';
  let status: JobStatus;
  for (;;) {
    // The state first: what the job says before its end is then all there.
    status = await stateOf(handle, executor);
    const line = `Job ${handle.id} is ${status.state}.${status.reason === null ? '' : ` ${status.reason}`}`;
    if (line !== told && !isOver(status)) tell(`${line}\n`);
    told = line;
    tell(await log.more());
    if (isOver(status)) break;
    await pause(executor.pauseMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) throw new JobGoesOn(handle);
  }
  print(await new GrowingText(path.join(handle.folder, jobFiles.output)).more());
  if (status.state !== 'finished') throw new UserError('executor', `Job ${handle.id} is ${status.state}. ${status.reason ?? ''}`);
}

async function stateOf(handle: JobHandle, executor: Executor): Promise<JobStatus> {
  return (await executor.state([handle])).get(handle.id) ?? { state: 'lost', code: null, reason: null };
}

/** A file that another process writes at its end. */
class GrowingText {
  private read = 0;
  private readonly decoder = new StringDecoder('utf8');

  constructor(private readonly file: string) {}

  /** What is new in it; nothing while it is not there yet. */
  async more(): Promise<string> {
    const handle = await open(this.file).catch((error: unknown) => {
      if (systemCode(error) === 'ENOENT') return undefined;
      throw error;
    });
    if (handle === undefined) return '';
    try {
      let text = '';
      for await (const chunk of handle.createReadStream({ start: this.read, autoClose: false }) as AsyncIterable<Buffer>) {
        this.read += chunk.length;
        text += this.decoder.write(chunk);
      }
      return text;
    } finally {
      await handle.close();
    }
  }
}
