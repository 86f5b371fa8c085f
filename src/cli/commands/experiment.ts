import path from 'node:path';
import { Option, type Command } from 'commander';
import { countsOf, describeCounts } from '../../core/experiment/counts';
import { describeJob, describePlan } from '../../core/experiment/describePlan';
import { estimateOf, throughputsOf } from '../../core/experiment/estimate';
import type { ExperimentEvent } from '../../core/experiment/events';
import { measuredJobs, measurementName, measurementOf } from '../../core/experiment/measurement';
import { otherExecutorWarning } from '../../core/experiment/otherExecutor';
import { planOf } from '../../core/experiment/plan';
import { planTables } from '../../core/experiment/planTables';
import { describeUnfollowed } from '../../core/experiment/describeProgress';
import { describeStale } from '../../core/experiment/stale';
import type { Job } from '../../core/experiment/job';
import { count } from '../../core/report/format';
import { toText } from '../../core/report/table';
import { UserError } from '../../core/userError';
import { quoted } from '../../executors/slurm/quoted';
import type { ExperimentSource } from '../../ports/experimentSource';
import { endDriver } from '../../storage/experiments/endDriver';
import { experimentSource } from '../../storage/experiments/experimentSource';
import { experimentIn, readExperiment, type PlannedExperiment } from '../../workflows/experiment/readExperiment';
import { runExperiment, stopExperiment } from '../../workflows/experiment/runExperiment';
import { standsNow } from '../../workflows/experiment/standsNow';
import { positive } from '../arguments';
import type { CliContext } from '../context';
import { printFigure, type FigureFlags } from './experimentFigure';

interface CommonFlags {
  readonly models?: string;
  readonly json?: true;
}

interface RunFlags extends CommonFlags {
  readonly executor?: 'local' | 'slurm';
  readonly jobs?: number;
  readonly attempts?: number;
  readonly redoStale?: true;
}

const usualAttempts = 2;
const fileHelp = 'NAME.experiment.json: what it leaves out is its preset’s';

export function addExperiment(program: Command, context: CliContext): void {
  const experiment = program.command('experiment').description('The study as one file: starting points, conditions, sizes and seeds, carried out as jobs that share what they can and go on after any interruption.');
  const about = (name: string, description: string): Command =>
    experiment.command(name).description(description).argument('<file>', fileHelp).option('--models <folder>', 'where pulled models are').option('--json', 'print it as JSON');
  about('plan', 'List the jobs, what they share, and how long they will take.').action((file: string, flags: CommonFlags) => printPlan(file, flags, context));
  about('run', 'Carry it out, from wherever it stands. The same command goes on after an interruption and tries again what failed.')
    .addOption(new Option('--executor <where>', 'where jobs run (default: as the file says)').choices(['local', 'slurm']))
    .option('--jobs <n>', 'jobs at a time (default: as the file says)', positive)
    .option('--attempts <n>', 'how often a job is tried before it counts as failed', positive, usualAttempts)
    .option('--redo-stale', 'where files have changed, do again all that depends on them')
    .action((file: string, flags: RunFlags) => run(file, flags, context));
  about('measure', 'Run a few small jobs, so that `plan` can say how long the experiment will take here.')
    .addOption(new Option('--executor <where>', 'where jobs run (default: as the file says)').choices(['local', 'slurm']))
    .action((file: string, flags: RunFlags) => measure(file, flags, context));
  about('stop', 'End its `experiment run`, so that jobs of this machine write down what they have done, and cancel what Slurm still has of it.').action((file: string, flags: CommonFlags) => stop(file, flags, context));
  about('figure', 'Show the study’s figure as far as it is done: accuracies with their intervals, synthetic against original data, and what that says.')
    .option('--out <file>', 'write it as .svg, .png, .csv or .json')
    .action(async (file: string, flags: CommonFlags & FigureFlags) => printFigure(await planned(file, flags, context), flags, context));
  about('status', 'Say how far it is: jobs by kind and state, and what failed.').action((file: string, flags: CommonFlags) => printStatus(file, flags, context));
}

/** @throws UserError for what is wrong in the file and what it names */
async function planned(file: string, flags: CommonFlags, context: CliContext): Promise<PlannedExperiment> {
  return readExperiment(await sourceOf(file, flags, context), context, context.signal);
}

function sourceOf(file: string, { models }: CommonFlags, context: CliContext): Promise<ExperimentSource> {
  return experimentSource(path.resolve(context.cwd, file), (model) => context.models(models).resolve(model));
}

async function printPlan(file: string, flags: CommonFlags, context: CliContext): Promise<void> {
  const read = await planned(file, flags, context);
  const { name, experiment, plan } = read;
  const { events, progress } = await standsNow(read, context.experiments);
  const { states, stale } = progress;
  const measured = await context.experiments.events(measurementName(name));
  const estimate = estimateOf(plan, states, experiment, throughputsOf([...events, ...measured]));
  if (stale !== null) context.tell(`${describeStale(stale)}\n`);
  if (flags.json) {
    const jobs = plan.jobs.map(({ files: _, ...job }) => ({ ...job, state: states.get(job.id) }));
    context.print(`${JSON.stringify({ name, jobs, classifiers: plan.classifiers, leftOut: plan.leftOut, estimate, stale })}\n`);
    return;
  }
  const jobs = plan.jobs.map((job) => describeJob(job, quoted));
  context.print(`${[...jobs, '', ...describePlan(read, states, estimate)].join('\n')}\n`);
}

async function run(file: string, flags: RunFlags, context: CliContext): Promise<void> {
  await drive(await planned(file, flags, context), flags, context);
}

/** With the experiment's own settings, in a folder of its own. Where files have changed there is nothing to lose by measuring anew. */
async function measure(file: string, flags: RunFlags, context: CliContext): Promise<void> {
  const { name, experiment, inputs } = await planned(file, flags, context);
  const small = { name: measurementName(name), experiment: measurementOf(experiment, inputs), inputs };
  const plan = planOf(small.experiment, inputs, { folder: context.experiments.folderOf(small.name), hash: context.hash });
  await drive({ ...small, plan: measuredJobs(plan) }, { ...flags, jobs: 1, redoStale: true }, context);
  if (!flags.json) await printPlan(file, flags, context);
}

async function drive(read: PlannedExperiment, flags: RunFlags, context: CliContext): Promise<void> {
  const { experiment, plan } = read;
  const executor = flags.executor ?? experiment.executor;
  const atOnce = flags.jobs ?? experiment.jobs;
  const byId = new Map(plan.jobs.map((job) => [job.id, job]));
  const warning = otherExecutorWarning(await context.experiments.events(read.name), read, executor);
  if (warning !== undefined) context.tell(`${warning}\n`);
  const states = await runExperiment(
    read,
    { ...context, executor: context.executor(executor, atOnce, experiment.slurm), holder: 'blindspot experiment run' },
    {
      executor,
      atOnce,
      ahead: executor === 'slurm',
      attempts: flags.attempts ?? usualAttempts,
      redoStale: flags.redoStale === true,
      workspace: context.cwd,
      signal: context.signal,
      onEvent: (event) => context.tell(describeEvent(event, byId)),
      onWaiting: ({ title }, reason) => context.tell(`waiting: ${title}: ${reason}\n`),
    },
  );
  const counts = countsOf(states.values());
  if (flags.json) context.print(`${JSON.stringify({ name: read.name, jobs: counts })}\n`);
  else context.print(`${read.name}: ${describeCounts(counts)}.\n`);
  if (counts.finished === plan.jobs.length) return;
  const failed = plan.jobs.find(({ id }) => states.get(id) === 'failed');
  const why = failed === undefined ? 'Run the same command again to go on.' : `“${failed.title}” failed: look into ${failed.folder}/log. Run the same command again to try again.`;
  throw new UserError('executor', `${count(plan.jobs.length - counts.finished)} jobs are not finished. ${why}`);
}

async function stop(file: string, flags: CommonFlags, context: CliContext): Promise<void> {
  // Jobs can be cancelled whatever has become of the files that they read.
  const { name, experiment } = experimentIn(await sourceOf(file, flags, context));
  const ended = await endDriver(context.experiments, name, context.signal);
  const cancelled = await stopExperiment(name, { ...context, executor: context.executor('slurm', 1, experiment.slurm), holder: 'blindspot experiment stop' });
  if (flags.json) context.print(`${JSON.stringify({ name, ended, cancelled })}\n`);
  else context.print(`${name}: ${describeStop(ended, cancelled)}.\n`);
}

function describeStop(ended: boolean, cancelled: number): string {
  if (cancelled === 0) return ended ? 'stopped' : 'nothing to stop';
  const jobs = `${count(cancelled)} ${cancelled === 1 ? 'job' : 'jobs'} cancelled`;
  return ended ? `stopped; ${jobs}` : jobs;
}

function describeEvent(event: ExperimentEvent, jobs: ReadonlyMap<string, Job>): string {
  if (event.type === 'began') return '';
  const title = jobs.get(event.job)?.title ?? event.job.slice(0, 8);
  switch (event.type) {
    case 'submitted':
      return `begun: ${title}${event.attempt > 1 ? ` (attempt ${event.attempt})` : ''}\n`;
    case 'finished':
      return `finished: ${title} (${event.seconds.toFixed(0)} s)\n`;
    case 'failed':
    case 'stopped':
      return `${event.type}: ${title}: ${event.reason}\n`;
    case 'gone':
      return `to be done again, because what it left is gone: ${title}\n`;
  }
}

async function printStatus(file: string, flags: CommonFlags, context: CliContext): Promise<void> {
  const read = await planned(file, flags, context);
  const { name, plan } = read;
  const { driver, progress } = await standsNow(read, context.experiments);
  const { records, states, counts, stale, unfollowed } = progress;
  if (flags.json) {
    const jobs = plan.jobs.map(({ id, kind, title }) => ({ id, kind, title, ...records.get(id), state: states.get(id) }));
    context.print(`${JSON.stringify({ name, driver: driver ?? null, counts, stale, jobs })}\n`);
    return;
  }
  const troubled = plan.jobs.flatMap(({ id, title, folder }) => {
    const record = records.get(id);
    return record?.state === 'failed' ? [`failed: ${title}: ${record.reason} See ${folder}/log.`] : [];
  });
  const { kinds } = planTables(plan, states);
  const left = describeUnfollowed(unfollowed, counts);
  context.print([`${name}: ${describeCounts(counts)}.`, ...(driver === undefined ? [] : [`It is carried out by ${driver.program} (process ${driver.pid} on ${driver.host}).`]), '', toText(kinds), ...troubled, ...(left === '' ? [] : [left])].join('\n') + '\n');
  if (stale !== null) context.tell(`${describeStale(stale)}\n`);
  if (records.size === 0) context.tell(`None of its jobs was begun in ${context.cwd}. An experiment is kept below the folder that it was run in.\n`);
}
