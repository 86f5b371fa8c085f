import * as vscode from 'vscode';
import { describeCounts } from '../../core/experiment/counts';
import { lifeOf, type ExperimentLife } from '../../core/experiment/life';
import type { CommandId } from '../commandTable';
import type { ExperimentStanding } from './experimentStandings';

interface Lens {
  readonly title: string;
  readonly command: CommandId;
  readonly tooltip: string;
}

const run: Lens = { title: '$(play) Run', command: 'blindspot.runExperiment', tooltip: 'Carry the experiment out in a terminal' };
const resume: Lens = { title: '$(debug-continue) Resume', command: 'blindspot.resumeExperiment', tooltip: 'Go on from where it stands: what is finished is not done again' };
const retry: Lens = { title: '$(refresh) Retry', command: 'blindspot.retryExperiment', tooltip: 'Try again what failed, and go on' };
const stop: Lens = { title: '$(debug-stop) Stop', command: 'blindspot.stopExperiment', tooltip: 'Stop its jobs; what they have done is kept' };

const driving: Readonly<Record<ExperimentLife, readonly Lens[]>> = { new: [run], running: [stop], queued: [resume, stop], failed: [retry], unfinished: [resume], finished: [] };

/** What can be done with an experiment, over its file. @param standing undefined while it is not known */
export function lensesOf({ uri }: vscode.TextDocument, standing: ExperimentStanding | undefined): vscode.CodeLens[] {
  const life = standing === undefined ? 'new' : lifeOf(standing.progress, standing.driver !== undefined);
  const lenses: readonly Lens[] = [
    { title: '$(list-tree) Plan', command: 'blindspot.planExperiment', tooltip: 'Its jobs, what they share, and how long they will take' },
    ...driving[life],
    { title: '$(graph-line) Figure', command: 'blindspot.showExperimentFigure', tooltip: 'The study’s figure from what is finished' },
  ];
  const top = new vscode.Range(0, 0, 0, 0);
  const about = standing === undefined || life === 'new' ? [] : [new vscode.CodeLens(top, { title: describeCounts(standing.progress.counts), command: 'blindspot.experiments.focus', tooltip: 'Show the Experiments view' })];
  return [...lenses.map(({ title, command, tooltip }) => new vscode.CodeLens(top, { title, command, tooltip, arguments: [uri] })), ...about];
}
