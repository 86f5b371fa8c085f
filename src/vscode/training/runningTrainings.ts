import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import * as vscode from 'vscode';
import { count } from '../../core/report/format';
import type { TrainingRecord } from '../../core/training/record';
import { UserError } from '../../core/userError';
import { replaceFile } from '../../storage/replaceFile';
import { explain } from '../../storage/systemError';
import { terminate } from '../../storage/terminate';
import { requireTrust } from '../shared/trust';
import type { WorkspaceTrainings } from './workspaceTrainings';

const lookMilliseconds = 300;

/** “Stop Training” and “Resume Training”: whoever began it, this window, another or a terminal. */
export class RunningTrainings {
  constructor(
    private readonly trainings: WorkspaceTrainings,
    private readonly start: (config: string) => Promise<unknown>,
  ) {}

  /**
   * Asks a training to end, and waits for its checkpoint.
   *
   * @param id of the training; asked for when left out and there are several
   * @returns what it came to; undefined when there is none, or the user gave up
   * @throws UserError `usage` for a training on another machine, or in a folder that is not trusted
   */
  async stop(id: string | undefined): Promise<TrainingRecord | undefined> {
    // Which process is to end, a file of the folder says.
    requireTrust();
    const { store } = this.trainings;
    const running = (await store.list()).trainings.filter(({ state }) => state === 'running');
    if (running.length === 0) {
      void vscode.window.showInformationMessage('No training is under way in this folder.');
      return undefined;
    }
    const [only, ...others] = running;
    const record = id === undefined && others.length === 0 ? only : await pick(running, id, 'Blindspot: Stop Training');
    if (record === undefined) return undefined;
    const stopped = await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title: `Stopping ${record.id}: its checkpoint is being written` },
      async () => {
        const holder = await store.holderOf(record.id);
        if (holder !== undefined && holder.host !== os.hostname()) {
          throw new UserError('usage', `${record.id} is trained on ${holder.host} (process ${holder.pid}) and cannot be stopped from here. Stop it there.`);
        }
        if (holder !== undefined) terminate(holder.pid);
        for (;;) {
          const now = await store.read(record.id);
          if (now?.state !== 'running') return now;
          await pause(lookMilliseconds);
        }
      },
    );
    if (stopped?.state === 'cancelled') void this.tellStopped(stopped);
    return stopped ?? undefined;
  }

  /**
   * Goes on with a training that was interrupted, by its own configuration.
   *
   * @param id of the training; asked for when left out
   */
  async resume(id: string | undefined): Promise<void> {
    const { store } = this.trainings;
    const open = (await store.list()).trainings.filter(({ state }) => state === 'cancelled' || state === 'failed');
    if (open.length === 0) {
      void vscode.window.showInformationMessage('No training of this folder waits to be resumed.');
      return;
    }
    const record = await pick(open, id, 'Blindspot: Resume Training');
    if (record === undefined) return;
    const file = path.join(store.folderOf(record.id), 'configuration.json');
    try {
      await replaceFile(file, `${JSON.stringify(record.config, null, 2)}\n`);
    } catch (error) {
      throw explain(error, 'write the configuration', file);
    }
    await this.start(file);
  }

  private async tellStopped({ id, progress }: TrainingRecord): Promise<void> {
    const resume = 'Resume';
    const answer = await vscode.window.showInformationMessage(`${id} stopped after step ${count(progress.step)} of ${count(progress.steps)}. Its checkpoint is kept.`, resume);
    if (answer === resume) await vscode.commands.executeCommand('blindspot.resumeTraining', id);
  }
}

async function pick(records: readonly TrainingRecord[], id: string | undefined, title: string): Promise<TrainingRecord | undefined> {
  if (id !== undefined) {
    const named = records.find((record) => record.id === id);
    if (named === undefined) throw new UserError('not-found', `There is no such training (any more) that this could be done with: ${id}.`);
    return named;
  }
  const items = records.map((record) => ({ label: record.id, description: standing(record), detail: record.problem ?? record.config.out, record }));
  return (await vscode.window.showQuickPick(items, { title, matchOnDetail: true }))?.record;
}

function standing({ state, config, progress }: TrainingRecord): string {
  const steps = progress.steps === 0 ? '' : `, step ${count(progress.step)} of ${count(progress.steps)}`;
  return `${config.task}, ${state === 'cancelled' ? 'stopped' : state}${steps}`;
}
