import * as vscode from 'vscode';
import { countsOf, describeCounts } from '../../core/experiment/counts';
import { branchStateOf, describeBranch, describeJobStanding, describeUnfollowed, jobInCell, type BranchState, type TimeLeft } from '../../core/experiment/describeProgress';
import { lastEnd } from '../../core/experiment/ends';
import { lifeOf, type ExperimentLife } from '../../core/experiment/life';
import { describeStale } from '../../core/experiment/stale';
import type { Job } from '../../core/experiment/job';
import type { PlannedState } from '../../core/experiment/standing';
import type { BranchRow, ExperimentRow, FileRow, JobRow } from './experimentRows';
import type { ExperimentStanding } from './experimentStandings';

type Icon = readonly [icon: string, colour?: string];

const branchIcons: Readonly<Record<BranchState, Icon>> = {
  failed: ['error', 'list.errorForeground'],
  blocked: ['circle-slash', 'list.warningForeground'],
  underWay: ['loading~spin'],
  finished: ['pass'],
  stopped: ['debug-pause'],
  begun: ['circle-large-outline'],
  waiting: ['circle-large-outline'],
};

const jobIcons: Readonly<Record<PlannedState, Icon>> = {
  failed: branchIcons.failed,
  blocked: branchIcons.blocked,
  submitted: branchIcons.underWay,
  finished: branchIcons.finished,
  stopped: branchIcons.stopped,
  waiting: branchIcons.waiting,
};

const lifeTitles: Readonly<Record<ExperimentLife, string>> = {
  new: 'not begun',
  running: 'running',
  queued: 'with Slurm',
  failed: 'failed',
  unfinished: 'not finished',
  finished: 'finished',
};

/** A row as the editor shows it. */
export function itemOf(row: ExperimentRow, only: boolean): vscode.TreeItem {
  switch (row.kind) {
    case 'experiment':
      return fileItem(row, only);
    case 'branch':
      return branchItem(row);
    case 'job':
      return jobItem(row);
  }
}

function fileItem({ id, file, name, standing, problem }: FileRow, only: boolean): vscode.TreeItem {
  const item = new vscode.TreeItem(name);
  item.id = id;
  if (standing === undefined) {
    item.description = problem ?? 'its files are being read';
    item.iconPath = iconOf(problem === undefined ? ['loading~spin'] : ['warning', 'list.warningForeground']);
    item.tooltip = problem;
    item.contextValue = 'experiment.problem';
    item.command = { command: 'vscode.open', title: 'Open', arguments: [vscode.Uri.file(file)] };
    return named(item, name);
  }
  const { progress, planned } = standing;
  const life = lifeOf(progress, standing.driver !== undefined);
  // One that is alone is shown with what is in it.
  item.collapsibleState = only ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.Collapsed;
  const stale = progress.stale === null ? [] : ['stale'];
  item.description = [lifeTitles[life], ...stale, describeBranch(progress.counts, timeLeft(standing, planned.plan.jobs))].join(' · ');
  item.iconPath = iconOf(life === 'running' ? branchIcons.underWay : branchIcons[branchStateOf(progress.counts)]);
  item.contextValue = `experiment.${life}`;
  item.tooltip = fileTooltip(standing, life);
  return named(item, name);
}

function fileTooltip({ file, driver, progress }: ExperimentStanding, life: ExperimentLife): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  const left = describeUnfollowed(progress.unfollowed, progress.counts);
  const paragraphs = [
    file,
    `${lifeTitles[life]}: ${describeCounts(progress.counts)}.`,
    ...(driver === undefined ? [] : [`Carried out by ${driver.program} (process ${driver.pid} on ${driver.host}).`]),
    ...(left === '' ? [] : [left]),
    ...(progress.stale === null ? [] : [describeStale(progress.stale)]),
  ];
  for (const paragraph of paragraphs) {
    text.appendText(paragraph);
    text.appendMarkdown('\n\n');
  }
  return text;
}

function branchItem({ id, title, standing, jobs, leftOut }: BranchRow): vscode.TreeItem {
  const item = new vscode.TreeItem(title);
  item.id = id;
  if (leftOut) {
    item.description = 'left out: too few originals are unseen';
    item.iconPath = iconOf(['circle-slash']);
    return named(item, title);
  }
  const { states } = standing.progress;
  const counts = countsOf(jobs.map((job) => states.get(job.id) ?? 'waiting'));
  item.collapsibleState = jobs.length === 0 ? vscode.TreeItemCollapsibleState.None : vscode.TreeItemCollapsibleState.Collapsed;
  item.description = describeBranch(counts, timeLeft(standing, jobs));
  item.iconPath = iconOf(branchIcons[branchStateOf(counts)]);
  return named(item, title);
}

function jobItem(row: JobRow): vscode.TreeItem {
  const { id, standing, job, told } = row;
  const { progress, ends, takes } = standing;
  const state = progress.states.get(job.id) ?? 'waiting';
  const record = progress.records.get(job.id);
  const item = new vscode.TreeItem(jobInCell(job));
  item.id = id;
  item.description = describeJobStanding({
    state,
    reason: record !== undefined && 'reason' in record ? record.reason : null,
    seconds: record?.state === 'finished' ? record.seconds : takes(job),
    told: told ?? null,
    secondsLeft: ends.get(job.id) ?? null,
  });
  item.iconPath = iconOf(jobIcons[state]);
  item.contextValue = `job.${state}.${job.kind}.${standing.driver === undefined ? 'idle' : 'driven'}`;
  item.tooltip = `${job.title}\n${item.description}\nblindspot ${job.arguments.join(' ')}`;
  if (state !== 'waiting' && state !== 'blocked') {
    const command = state === 'finished' && job.kind === 'evaluate' ? 'blindspot.openJobRun' : 'blindspot.openJobLog';
    item.command = { command, title: 'Open', arguments: [row] };
  }
  return named(item, job.title);
}

function timeLeft({ ends, unmeasured }: ExperimentStanding, jobs: readonly Job[]): TimeLeft {
  return { seconds: lastEnd(jobs, ends), atLeast: unmeasured.length > 0 };
}

function iconOf([icon, colour]: Icon): vscode.ThemeIcon {
  return new vscode.ThemeIcon(icon, colour === undefined ? undefined : new vscode.ThemeColor(colour));
}

function named(item: vscode.TreeItem, title: string): vscode.TreeItem {
  item.accessibilityInformation = { label: `${title}, ${String(item.description ?? '')}` };
  return item;
}
