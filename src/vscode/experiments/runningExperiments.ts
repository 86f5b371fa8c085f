import { setTimeout as pause } from 'node:timers/promises';
import * as vscode from 'vscode';
import { describeCounts } from '../../core/experiment/counts';
import { describeEstimate } from '../../core/experiment/describeEstimate';
import { estimateOf } from '../../core/experiment/estimate';
import { lifeOf } from '../../core/experiment/life';
import { describeStale } from '../../core/experiment/stale';
import { count } from '../../core/report/format';
import { UserError } from '../../core/userError';
import { endDriver } from '../../storage/experiments/endDriver';
import { requireTrust } from '../shared/trust';
import { nameOfFile } from './experimentRows';
import type { ExperimentStanding, ExperimentStandings } from './experimentStandings';
import type { ExperimentTasks } from './experimentTasks';
import type { KeptDrives } from './keptDrives';
import type { WorkspaceExperiments } from './workspaceExperiments';

/** What outlived its window may go on for hours. */
const followMilliseconds = 2000;
/** The program's exit code for what somebody stopped. */
const stopped = 130;

export interface RunningParts {
  readonly experiments: WorkspaceExperiments;
  readonly standings: Pick<ExperimentStandings, 'of'>;
  readonly tasks: Pick<ExperimentTasks, 'start' | 'errandOf'>;
  readonly kept: KeptDrives;
}

/** Runs, stops and resumes experiments: whoever began one, this window, another or a terminal. */
export class RunningExperiments {
  constructor(private readonly parts: RunningParts) {}

  /**
   * Carries an experiment out, from wherever it stands: what failed is tried again.
   *
   * @returns undefined where the user gave up
   * @throws UserError `locked` while it is carried out, `usage` in a folder that is not trusted, or for what is wrong in the file
   */
  async run(file: string): Promise<vscode.TaskExecution | undefined> {
    const { planned, driver, progress } = await this.standing(file);
    if (driver !== undefined) throw new UserError('locked', `${planned.name} is carried out already by ${driver.program} (process ${driver.pid} on ${driver.host}). Stop it first, or wait for its end.`);
    const flags = progress.stale === null ? [] : ['--redo-stale'];
    if (progress.stale !== null) {
      const redo = 'Do Again';
      if ((await vscode.window.showWarningMessage(describeStale(progress.stale), { modal: true, detail: 'Do again all that depends on what changed? Results of both are never mixed. To keep them, restore what changed.' }, redo)) !== redo) return undefined;
    }
    return this.parts.tasks.start({ file, command: 'run' }, flags);
  }

  /**
   * Asks the driver to end, and waits for it: jobs of this machine stop and keep what they have done. Slurm's go on, if
   * they are not cancelled too.
   *
   * @throws UserError `usage` for a driver on another machine, or in a folder that is not trusted
   */
  async stop(file: string): Promise<void> {
    // Which process is to end, a file of the folder says.
    requireTrust();
    const { store } = this.parts.experiments;
    const name = nameOfFile(file);
    const driven = (await store.driverOf(name)) !== undefined;
    await this.parts.kept.remove(file);
    if (driven) await vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title: `Stopping ${name}: its jobs write down what they have done` }, () => endDriver(store, name, new AbortController().signal));
    // It can be stopped whatever has become of the files that it reads.
    const after = await this.standing(file).catch(() => undefined);
    if (after !== undefined && lifeOf(after.progress, after.driver !== undefined) === 'queued') void this.offerCancelling(after);
    else if (!driven) void vscode.window.showInformationMessage(`${name} is not under way.`);
    else if (after === undefined) void vscode.window.showInformationMessage(`${name} is stopped.`);
    else void this.offerToResume(after, `${name} is stopped: ${describeCounts(after.progress.counts)}.`);
  }

  /** Tells of experiments that were under way when the window was closed, as soon as nobody carries them out. */
  async offerResume(): Promise<void> {
    await Promise.all(this.parts.kept.files.map((file) => this.offerWhenLeft(file)));
  }

  /** Keeps in mind what began, also from tasks.json: the window may be closed before it ends. */
  async began(task: vscode.Task): Promise<void> {
    const errand = this.parts.tasks.errandOf(task);
    if (errand?.command === 'run') await this.parts.kept.add(errand.file);
  }

  /** Tells how a task ended that was an experiment. */
  async ended({ execution: { task }, exitCode }: vscode.TaskProcessEndEvent): Promise<void> {
    const errand = this.parts.tasks.errandOf(task);
    // Without a code the window is being closed.
    if (errand === undefined || exitCode === undefined) return;
    const { file, command } = errand;
    if (command === 'run') await this.parts.kept.remove(file);
    if (exitCode === stopped) return;
    const standing = await this.standing(file).catch(() => undefined);
    if (standing === undefined || exitCode !== 0) await tellFailed(task, standing);
    // A program that was killed has the exit code 0 too.
    else if (command === 'run' && !isFinished(standing)) await this.offerToResume(standing, `${standing.planned.name} ended before all was done: ${describeCounts(standing.progress.counts)}.`);
    else if (command !== 'stop') await told[command](standing);
  }

  /** A driver may outlive its window: in a terminal that does, or while its jobs write down what they have done. */
  private async offerWhenLeft(file: string): Promise<void> {
    const { experiments, kept } = this.parts;
    while ((await experiments.store.driverOf(nameOfFile(file))) !== undefined) await pause(followMilliseconds);
    // It was stopped from here meanwhile, or is run from here again.
    if (!kept.files.includes(file)) return;
    await kept.remove(file);
    const standing = await this.standing(file).catch(() => undefined);
    if (standing === undefined) return;
    if (isFinished(standing)) await tellFinished(standing);
    else await this.offerToResume(standing, `${standing.planned.name} was under way when the window was closed: ${describeCounts(standing.progress.counts)}.`);
  }

  private standing(file: string): Promise<ExperimentStanding> {
    return this.parts.standings.of(file, new AbortController().signal);
  }

  private async offerToResume({ file }: ExperimentStanding, message: string): Promise<void> {
    const resume = 'Resume';
    if ((await vscode.window.showInformationMessage(message, resume)) === resume) await vscode.commands.executeCommand('blindspot.resumeExperiment', file);
  }

  private async offerCancelling({ file, planned, progress }: ExperimentStanding): Promise<void> {
    const cancel = 'Cancel Jobs';
    const { submitted } = progress.counts;
    const message = `Slurm still has ${count(submitted)} ${submitted === 1 ? 'job' : 'jobs'} of ${planned.name}, which ${submitted === 1 ? 'goes on by itself' : 'go on by themselves'}.`;
    if ((await vscode.window.showWarningMessage(message, cancel)) === cancel) await this.parts.tasks.start({ file, command: 'stop' });
  }
}

function isFinished({ progress, driver }: ExperimentStanding): boolean {
  return lifeOf(progress, driver !== undefined) === 'finished';
}

const told = { run: tellFinished, measure: tellMeasured } as const;

async function tellMeasured({ file, planned, progress, throughputs }: ExperimentStanding): Promise<void> {
  const plan = 'Show Plan';
  const estimate = describeEstimate(estimateOf(planned.plan, progress.states, planned.experiment, throughputs), planned.experiment.jobs);
  if ((await vscode.window.showInformationMessage([`${planned.name} is measured.`, ...estimate].join(' '), plan)) === plan) await vscode.commands.executeCommand('blindspot.planExperiment', file);
}

async function tellFinished({ file, planned, progress }: ExperimentStanding): Promise<void> {
  const figure = 'Show Figure';
  const answer = await vscode.window.showInformationMessage(`${planned.name}: ${describeCounts(progress.counts)}.`, figure);
  if (answer === figure) await vscode.commands.executeCommand('blindspot.showExperimentFigure', vscode.Uri.file(file));
}

async function tellFailed(task: vscode.Task, standing: ExperimentStanding | undefined): Promise<void> {
  const [log, retry] = ['Open Terminal', 'Retry'];
  const why = standing === undefined || standing.progress.counts.failed === 0 ? 'It ended before its end: its terminal says why.' : `${standing.planned.name}: ${describeCounts(standing.progress.counts)}.`;
  const answer = await vscode.window.showErrorMessage(why, log, ...(standing === undefined ? [] : [retry]));
  if (answer === log) vscode.window.terminals.find((terminal) => terminal.name.includes(task.name))?.show();
  if (answer === retry && standing !== undefined) await vscode.commands.executeCommand('blindspot.retryExperiment', standing.file);
}
