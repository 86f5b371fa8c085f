import path from 'node:path';
import * as vscode from 'vscode';
import type { Files } from '../../ports/files';
import type { ModelStore } from '../../storage/models/modelStore';
import type { CommandId } from '../commandTable';
import { figurePanels, type FigurePanels } from '../experimentFigure/figurePanel';
import { cliProgram } from '../shared/cliProgram';
import type { PageParts } from '../shared/pages/pagePanel';
import type { TaskKind } from '../shared/registerTasks';
import type { WorkspaceRuns } from '../shared/workspace';
import { itemOf } from './experimentItems';
import { lensesOf } from './experimentLenses';
import { nameOfFile, type ExperimentRow } from './experimentRows';
import { ExperimentsInView, type ExperimentsSurface } from './experimentsInView';
import { ExperimentStandings } from './experimentStandings';
import { ExperimentTasks } from './experimentTasks';
import { openJobLog, openJobRun } from './jobCommands';
import { KeptDrives } from './keptDrives';
import { newExperiment } from './newExperiment';
import { experimentOf } from './pickExperiment';
import { PlanDocuments } from './planDocuments';
import { RunningExperiments } from './runningExperiments';
import { WorkspaceExperiments } from './workspaceExperiments';

export interface ExperimentSurroundings extends PageParts {
  readonly context: Pick<vscode.ExtensionContext, 'extensionPath' | 'extensionUri' | 'workspaceState'>;
  readonly view: ExperimentsSurface;
  readonly folders: WorkspaceRuns;
  readonly files: Files;
  readonly models: ModelStore;
  /** The user's setting; empty for the usual one. */
  readonly modelsFolder: () => string;
  readonly now: () => number;
}

type ExperimentCommand = Extract<
  CommandId,
  `blindspot.${'newExperiment' | 'planExperiment' | 'measureExperiment' | 'runExperiment' | 'resumeExperiment' | 'retryExperiment' | 'stopExperiment' | 'openExperimentFile' | 'showExperimentFigure' | 'openJobLog' | 'openJobRun'}`
>;

export interface Experiments {
  readonly tasks: TaskKind;
  readonly handlers: Readonly<Record<ExperimentCommand, (argument: unknown) => unknown>>;
  readonly panels: { readonly experimentFigure: FigurePanels };
  rowsBelow(row: ExperimentRow | undefined): Promise<ExperimentRow[]>;
  itemOf(row: ExperimentRow): vscode.TreeItem;
  lensesOf(document: vscode.TextDocument): vscode.CodeLens[];
  offerResume(): Promise<void>;
  /** Names of the experiments under way that train or evaluate this model. */
  underWayWith(model: string): Promise<string[]>;
  dispose(): void;
}

/** The part of the editor's composition root that is about experiments. */
export function buildExperiments({ context, view, folders, files, models, modelsFolder, now, problems, log }: ExperimentSurroundings): Experiments {
  const workspace = new WorkspaceExperiments({ folders, files, models });
  const standings = new ExperimentStandings(workspace, now);
  const inView = new ExperimentsInView({ folders, standings, view });
  const all = (): Promise<readonly string[]> => inView.files();
  const tasks = new ExperimentTasks({ folders, files: all, programOf: (words) => cliProgram(context.extensionPath, words, modelsFolder()) });
  const running = new RunningExperiments({ experiments: workspace, standings, tasks, kept: new KeptDrives(context.workspaceState) });
  const plans = new PlanDocuments(standings);
  const experimentFigure = figurePanels(context.extensionUri, { experiments: workspace, runs: folders, files, problems, log });
  const on = async <Result>(argument: unknown, act: (file: string) => Promise<Result>): Promise<Result | undefined> => {
    const file = await experimentOf(argument, all);
    return file === undefined ? undefined : act(file);
  };
  const run = (argument: unknown): Promise<unknown> =>
    on(argument, async (file) => {
      const execution = await running.run(file);
      if (execution !== undefined) await vscode.commands.executeCommand('blindspot.experiments.focus');
      return execution;
    });
  return {
    panels: { experimentFigure },
    tasks: {
      offered: () => tasks.offered(),
      resolve: (task) => tasks.resolve(task),
      began: (task) => running.began(task),
      ended: async (event) => {
        inView.changed();
        await running.ended(event).catch((error: unknown) => problems.tell(error));
      },
    },
    handlers: {
      'blindspot.newExperiment': (argument) => newExperiment(argument, folders.requireFolder()),
      'blindspot.planExperiment': (argument) => on(argument, (file) => plans.show(file)),
      'blindspot.measureExperiment': (argument) => on(argument, (file) => tasks.start({ file, command: 'measure' })),
      'blindspot.runExperiment': run,
      'blindspot.resumeExperiment': run,
      'blindspot.retryExperiment': run,
      'blindspot.stopExperiment': (argument) => on(argument, (file) => running.stop(file)),
      'blindspot.openExperimentFile': (argument) => on(argument, async (file) => vscode.window.showTextDocument(vscode.Uri.file(file))),
      'blindspot.showExperimentFigure': (argument) => on(argument, async (file) => experimentFigure.open({ file })),
      'blindspot.openJobLog': (argument) => openJobLog(argument, folders.requireFolder()),
      'blindspot.openJobRun': (argument) => openJobRun(argument, workspace, folders.store),
    },
    rowsBelow: (row) => inView.rowsBelow(row),
    itemOf: (row) => itemOf(row, inView.isAlone(row)),
    lensesOf: (document) => lensesOf(document, inView.standingOf(document.uri.fsPath)),
    offerResume: () => running.offerResume(),
    underWayWith: async (model) => {
      const driven = await Promise.all((await all()).map(async (file) => ((await workspace.store.driverOf(nameOfFile(file))) === undefined ? [] : [file])));
      const about = await Promise.all(driven.flat().map((file) => workspace.read(file, new AbortController().signal)));
      return about.flatMap(({ name, inputs }) => ([inputs.base, inputs.model].some(({ file }) => path.resolve(file) === path.resolve(model)) ? [name] : []));
    },
    dispose: () => {
      inView.dispose();
      plans.dispose();
    },
  };
}
