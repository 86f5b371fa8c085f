import path from 'node:path';
import { count } from '../../core/report/format';
import { conditionTitles } from '../../core/experiment/describePoint';
import { experimentEnding } from '../../core/experiment/experimentFile';
import type { Job } from '../../core/experiment/job';
import type { ConditionBranch, StartBranch } from '../../core/experiment/tree';
import type { ExperimentStanding } from './experimentStandings';

/** A row of the Experiments view. What is below one is made when it is opened. */
export type ExperimentRow = FileRow | BranchRow | JobRow;

/** An experiment: `standing` is undefined while it is being read. */
export interface FileRow {
  readonly kind: 'experiment';
  readonly id: string;
  /** Absolute path. */
  readonly file: string;
  readonly name: string;
  readonly standing: ExperimentStanding | undefined;
  /** Why it cannot be read as an experiment. */
  readonly problem: string | undefined;
}

export interface BranchRow {
  readonly kind: 'branch';
  readonly id: string;
  readonly title: string;
  readonly standing: ExperimentStanding;
  readonly jobs: readonly Job[];
  /** The data cannot fill it. */
  readonly leftOut: boolean;
  readonly below: () => ExperimentRow[];
}

export interface JobRow {
  readonly kind: 'job';
  readonly id: string;
  readonly file: string;
  readonly standing: ExperimentStanding;
  readonly job: Job;
  /** The last that a job which is under way told of itself. */
  readonly told: string | undefined;
}

export function nameOfFile(file: string): string {
  return path.basename(file).slice(0, -experimentEnding.length);
}

export function rowsBelow(row: ExperimentRow): ExperimentRow[] {
  switch (row.kind) {
    case 'experiment':
      return row.standing === undefined ? [] : branchesOf(row.standing);
    case 'branch':
      return row.below();
    case 'job':
      return [];
  }
}

function branchesOf(standing: ExperimentStanding): BranchRow[] {
  const { common, starts } = standing.tree;
  const shared = branch(standing, `${standing.file} common`, 'For all starting points', common);
  return [...(common.length === 0 ? [] : [shared]), ...starts.map((start) => startRow(standing, start))];
}

function startRow(standing: ExperimentStanding, { start, own, conditions, jobs }: StartBranch): BranchRow {
  const id = `${standing.file} ${start}`;
  const below = (): BranchRow[] => [branch(standing, `${id} own`, 'No further examples', own), ...conditions.map((condition) => conditionRow(standing, id, condition))];
  return { ...branch(standing, id, `Starting point ${count(start)}`, jobs), below };
}

function conditionRow(standing: ExperimentStanding, above: string, { condition, cells, jobs }: ConditionBranch): BranchRow {
  const id = `${above} ${condition}`;
  const below = (): BranchRow[] => cells.map(({ size, jobs: ofCell, leftOut }) => ({ ...branch(standing, `${id} ${size}`, `${count(size)} examples`, ofCell), leftOut }));
  return { ...branch(standing, id, conditionTitles[condition], jobs), below };
}

function branch(standing: ExperimentStanding, id: string, title: string, jobs: readonly Job[]): BranchRow {
  const { file } = standing;
  return { kind: 'branch', id, title, standing, jobs, leftOut: false, below: () => jobs.map((job) => ({ kind: 'job', id: `${id} ${job.id}`, file, standing, job, told: undefined })) };
}
