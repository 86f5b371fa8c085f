import type * as vscode from 'vscode';
import type { ModelSources } from '../evaluate/pickModel';
import type { CommandId } from '../commandTable';
import { cliProgram, type Program } from '../shared/cliProgram';
import { fileOf } from '../shared/fileArgument';
import type { LastChoices } from '../shared/lastChoices';
import type { PageParts } from '../shared/pages/pagePanel';
import type { TaskKind } from '../shared/registerTasks';
import type { WorkspaceRuns } from '../shared/workspace';
import { idOf } from './arguments';
import { fineTunePanels, newForm, type FineTunePanels } from './fineTunePanel';
import { RunningTrainings } from './runningTrainings';
import { TrainingEnds, type TrainingEndParts } from './trainingEnds';
import { TrainingTasks } from './trainingTasks';
import { trainingsPanels, type TrainingsPanels } from './trainingsPanel';
import { WorkspaceTrainings } from './workspaceTrainings';

export interface TrainingSurroundings extends PageParts, ModelSources, Pick<TrainingEndParts, 'evaluate' | 'compare' | 'onTrained'> {
  readonly context: Pick<vscode.ExtensionContext, 'extensionPath' | 'extensionUri'>;
  readonly folders: WorkspaceRuns;
  /** The user's setting; empty for the usual one. */
  readonly modelsFolder: () => string;
  readonly choices: LastChoices;
}

type TrainingCommand = Extract<CommandId, `blindspot.${'fineTune' | 'fineTuneClassifier' | 'fineTuneGenerator' | 'stopTraining' | 'resumeTraining' | 'showTrainings' | 'evaluateAdapter'}`>;

export interface Training {
  readonly panels: { readonly trainings: TrainingsPanels; readonly fineTune: FineTunePanels };
  readonly tasks: TaskKind;
  readonly handlers: Readonly<Record<TrainingCommand, (argument: unknown) => unknown>>;
}

/** The part of the editor's composition root that is about training. */
export function buildTraining({ context, folders, models, downloads, list, modelsFolder, choices, problems, log, evaluate, compare, onTrained }: TrainingSurroundings): Training {
  const trainings = new WorkspaceTrainings(folders);
  const programOf = (config: string): Program => cliProgram(context.extensionPath, ['train', config], modelsFolder());
  const tasks = new TrainingTasks({ folders, models, programOf, problems });
  const start = async (config: string): Promise<void> => {
    await tasks.start(config);
    panels.trainings.open({ charted: null });
  };
  const panels = {
    trainings: trainingsPanels(context.extensionUri, { trainings, problems, log }),
    fineTune: fineTunePanels(context.extensionUri, { folders, models, downloads, list, choices, programOf, start, problems, log }),
  };
  const openForm = (task: 'classifier' | 'generator', argument: unknown): void => {
    panels.fineTune.open(newForm(task, argument == null ? undefined : fileOf(argument), { folders, choices }));
  };
  const running = new RunningTrainings(trainings, start);
  const ends = new TrainingEnds({ tasks, trainings, evaluate, compare, onTrained });
  return {
    panels,
    tasks: {
      offered: () => tasks.offered(),
      resolve: (task) => tasks.resolve(task),
      ended: (event) => ends.tell(event).catch((error: unknown) => problems.tell(error)),
    },
    handlers: {
      'blindspot.fineTuneClassifier': (argument) => openForm('classifier', argument),
      'blindspot.fineTuneGenerator': (argument) => openForm('generator', argument),
      'blindspot.fineTune': (argument) => start(fileOf(argument)),
      'blindspot.stopTraining': (argument) => running.stop(idOf(argument)),
      'blindspot.resumeTraining': (argument) => running.resume(idOf(argument)),
      'blindspot.showTrainings': (argument) => {
        const id = idOf(argument);
        panels.trainings.open({ charted: id === undefined ? null : [id] });
      },
      'blindspot.evaluateAdapter': (argument) => ends.evaluate(argument),
    },
  };
}
