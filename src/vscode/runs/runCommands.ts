import os from 'node:os';
import * as vscode from 'vscode';
import { reportTable, toMarkdown } from '../../core/report/table';
import { runTitle } from '../../core/runs/title';
import type { RunRecord } from '../../core/runs/record';
import { UserError } from '../../core/userError';
import { moveToTrash } from '../shared/moveToTrash';
import { cancelEvaluation, firstRun, OfferingError, suggest } from '../shared/offers';
import { reveal } from '../shared/reveal';
import type { WorkspaceRuns } from '../shared/workspace';
import type { RunRow } from './runRows';

/** What can be done with a run from its menu. */
export class RunCommands {
  constructor(private readonly runs: WorkspaceRuns) {}

  async reveal(record: RunRecord): Promise<void> {
    await reveal(this.folderOf(record));
  }

  async copyAsMarkdown(record: RunRecord): Promise<void> {
    const { report } = await this.runs.library.results(record.id);
    await vscode.env.clipboard.writeText(`### ${runTitle(record)}\n\n${toMarkdown(reportTable(report))}\n`);
    vscode.window.setStatusBarMessage('Copied as Markdown', 3000);
  }

  /** @throws UserError `locked` for a run that is under way, which has no such entry in its menu, but the key can be pressed */
  async remove(record: RunRecord): Promise<void> {
    await this.requireIdle(record);
    const remove = 'Move to Trash';
    const question = `Delete the run “${runTitle(record)}” with its ${record.scored.toLocaleString('en')} scores?`;
    const answer = await vscode.window.showWarningMessage(question, { modal: true }, remove);
    if (answer !== remove) return;
    await moveToTrash(this.folderOf(record), () => this.requireIdle(record));
  }

  /** Asks which run is meant, where a command was called without one. */
  async pick(): Promise<RunRecord | undefined> {
    const { runs } = await this.runs.library.list();
    if (runs.length === 0) {
      suggest('There is no run yet: evaluate a model, or import predictions.', firstRun);
      return undefined;
    }
    const items = runs.map((record) => ({ label: runTitle(record), description: record.state, record }));
    return (await vscode.window.showQuickPick(items, { title: 'Blindspot: Run' }))?.record;
  }

  /** Looks itself: a row may be older than what goes on now, and something may begin while the user is asked. */
  private async requireIdle(record: RunRecord): Promise<void> {
    const holder = await this.runs.store.holderOf(record.id);
    if (holder === undefined) return;
    const run = `The run “${runTitle(record)}” is under way`;
    if (holder.pid === process.pid && holder.host === os.hostname()) throw new OfferingError('locked', `${run} in this window. Cancel it first, or wait for its end.`, [cancelEvaluation]);
    throw new UserError('locked', `${run}: ${holder.program} writes to it (process ${holder.pid} on ${holder.host}). Stop that first, or wait for its end.`);
  }

  private folderOf(record: RunRecord): vscode.Uri {
    return vscode.Uri.file(this.runs.store.folderOf(record.id));
  }
}

/** The run that a command was called on; undefined when it was called without one. */
export function runOf(argument: unknown): RunRecord | undefined {
  return isRunRow(argument) && argument.kind === 'run' ? argument.record : undefined;
}

/** The runs that a command was called on, of a selection of several rows. */
export function runsOf(argument: unknown, selected: unknown): RunRecord[] {
  const rows: readonly unknown[] = Array.isArray(selected) ? selected : [argument];
  return rows.flatMap((row) => runOf(row) ?? []);
}

function isRunRow(argument: unknown): argument is RunRow {
  return typeof argument === 'object' && argument !== null && 'kind' in argument && 'record' in argument;
}
