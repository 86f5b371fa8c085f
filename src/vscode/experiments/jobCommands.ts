import { stat } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import * as z from 'zod';
import { jobFiles } from '../../core/jobs/jobFolder';
import { UserError } from '../../core/userError';
import type { RunStore } from '../../ports/runStore';
import { explain, systemCode } from '../../storage/systemError';
import type { WorkspaceExperiments } from './workspaceExperiments';

/** A row of the view, of which the commands need no more. */
const rowSchema = z.object({ job: z.object({ title: z.string(), folder: z.string(), output: z.string() }) });

/** What a job wrote to standard error, of all its starts. @throws UserError `not-found` while it has no log */
export async function openJobLog(argument: unknown, folder: string): Promise<void> {
  const { job } = rowSchema.parse(argument);
  const log = path.join(folder, job.folder, jobFiles.log);
  try {
    await stat(log);
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw explain(error, 'read the log', log);
    throw new UserError('not-found', `“${job.title}” has no log yet: nothing of it has run.`);
  }
  await vscode.window.showTextDocument(vscode.Uri.file(log));
}

/** The breakdown of a test. @throws UserError `not-found` while it has no run */
export async function openJobRun(argument: unknown, experiments: WorkspaceExperiments, runs: Pick<RunStore, 'read'>): Promise<void> {
  const { job } = rowSchema.parse(argument);
  const record = await runs.read(experiments.placeOf(job));
  await vscode.commands.executeCommand('blindspot.openBreakdown', { kind: 'run', record });
}
