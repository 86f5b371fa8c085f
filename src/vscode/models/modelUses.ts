import path from 'node:path';
import { runTitle } from '../../core/runs/title';
import { UserError } from '../../core/userError';
import type { Holder } from '../../storage/writerLock';
import type { Machine } from '../shared/machine';
import { OfferingError } from '../shared/offers';
import type { WorkspaceRuns } from '../shared/workspace';
import type { WorkspaceTrainings } from '../training/workspaceTrainings';

export interface ModelUseParts {
  readonly machine: Pick<Machine, 'worksWith'>;
  readonly folders: Pick<WorkspaceRuns, 'folder' | 'store'>;
  readonly trainings: Pick<WorkspaceTrainings, 'store'>;
  /** Names of the experiments under way that are about a file. */
  readonly experimentsWith: (file: string) => Promise<readonly string[]>;
}

/**
 * Who works with a model or an adapter now, as far as this window and the folder that is open can tell. Without the file
 * a run could not go on after an interruption, nor an experiment with its next job.
 */
export class ModelUses {
  constructor(private readonly parts: ModelUseParts) {}

  /** @param title of the model @throws UserError `locked` that says who works with it, and what to do */
  async requireNone(file: string, title: string): Promise<void> {
    const work = this.parts.machine.worksWith(file);
    if (work !== undefined) throw new OfferingError('locked', `${title} is in use: ${work.name.toLowerCase()} with it is under way in this window. Cancel it first, or wait for its end.`, work.endings);
    const [user] = this.parts.folders.folder === undefined ? [] : await this.inFolder(file);
    if (user !== undefined) throw new UserError('locked', `${title} is in use by ${user}. Stop that first, or wait for its end.`);
  }

  private async inFolder(file: string): Promise<string[]> {
    const { folders, trainings, experimentsWith } = this.parts;
    const isIt = (other: string | undefined): boolean => other !== undefined && path.resolve(other) === path.resolve(file);
    const running = <Kept extends { readonly state: string; readonly id: string }>(all: readonly Kept[], files: (kept: Kept) => readonly (string | undefined)[]): Kept[] =>
      all.filter((kept) => kept.state === 'running' && files(kept).some(isIt));
    const runs = running((await folders.store.list()).runs, ({ source }) => (source.kind === 'model' ? [source.model.file, source.adapter?.file] : []));
    const trained = running((await trainings.store.list()).trainings, ({ base, config }) => [base.file, config.gguf, config.start]);
    return [
      ...(await Promise.all(runs.map(async (run) => `the run “${runTitle(run)}”${by(await folders.store.holderOf(run.id))}`))),
      ...(await Promise.all(trained.map(async ({ id }) => `the training ${id}${by(await trainings.store.holderOf(id))}`))),
      ...(await experimentsWith(file)).map((name) => `the experiment ${name}`),
    ];
  }
}

function by(holder: Holder | undefined): string {
  return holder === undefined ? '' : ` (${holder.program}, process ${holder.pid} on ${holder.host})`;
}
