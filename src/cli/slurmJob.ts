import { access } from 'node:fs/promises';
import path from 'node:path';
import type { Command } from 'commander';
import { jobFiles } from '../core/jobs/jobFolder';
import type { JobHandle } from '../core/jobs/job';
import { scriptFile } from '../executors/slurm/slurmExecutor';
import { quoted } from '../executors/slurm/quoted';
import type { Executor } from '../ports/executor';
import { explain } from '../storage/systemError';
import { argumentsOf } from './argumentsOf';
import type { CliContext } from './context';
import { followJob } from './followJob';
import { addSlurmFlags, refuseSlurmFlags, slurmFlagNames, slurmSettings, type SlurmFlags } from './slurmFlags';

interface Ways<Request> {
  /** What is to be done, as far as it can be said at once: what is wrong with it is told before a queue is waited for. */
  readonly request: () => Promise<Request>;
  /** Files without which it cannot be done. */
  readonly needs: (request: Request) => readonly (string | undefined)[];
  readonly run: (request: Request) => Promise<void>;
}

/** Lets a command run here or, with `--executor slurm`, submit itself as a job. */
export function runsHereOrOnSlurm<Request>(command: Command, context: CliContext, { request, needs, run }: Ways<Request>): void {
  addSlurmFlags(command).action(async () => {
    const flags = command.opts<SlurmFlags>();
    if (flags.executor === 'local') {
      refuseSlurmFlags(flags);
      await run(await request());
      return;
    }
    const settings = await slurmSettings(flags, context);
    for (const file of needs(await request())) if (file !== undefined) await requireFile(file);
    const executor = context.executor('slurm', 1, settings);
    const handle = await submit(command, settings.cpus, executor, context);
    const asJson = command.getOptionValue('json') === true;
    if (flags.wait === true) {
      context.tell(describeJob(handle));
      await followJob(handle, executor, context);
    } else {
      context.print(asJson ? `${JSON.stringify(places(handle))}\n` : describeJob(handle));
    }
  });
}

async function requireFile(file: string): Promise<void> {
  await access(file).catch((error: unknown) => {
    throw explain(error, 'read', file);
  });
}

async function submit(command: Command, cpus: number | undefined, executor: Executor, context: CliContext): Promise<JobHandle> {
  const stamp = new Date(context.now()).toISOString().replaceAll(/[:.]/g, '-');
  // Of its own accord it would take all of a machine that it shares with other jobs.
  const takesThreads = command.options.some(({ long }) => long === '--threads') && command.getOptionValue('threads') === undefined;
  const [handle] = await executor.submit([
    {
      name: command.name(),
      arguments: [...argumentsOf(command, slurmFlagNames), ...(takesThreads && cpus !== undefined ? [`--threads=${cpus}`] : [])],
      cwd: context.cwd,
      folder: path.join(context.cwd, '.blindspot', 'jobs', `${command.name()}-${stamp}-${process.pid}`),
    },
  ]);
  if (handle === undefined) throw new Error('The executor returned no handle.');
  return handle;
}

interface Places {
  readonly job: string;
  readonly folder: string;
  readonly script: string;
  readonly log: string;
  readonly output: string;
}

function places({ id, folder }: JobHandle): Places {
  return { job: id, folder, script: path.join(folder, scriptFile), log: path.join(folder, jobFiles.log), output: path.join(folder, jobFiles.output) };
}

function describeJob(handle: JobHandle): string {
  const { job, script, log, output } = places(handle);
  return `Submitted as job ${job}.
  script    ${script}
  progress  tail -F ${quoted(log)}
  result    ${output}
  state     squeue --job ${job}
  cancel    scancel ${job}
`;
}
