import * as vscode from 'vscode';
import * as z from 'zod';
import { count, percent } from '../../core/report/format';
import { selectionSchema } from '../../core/runs/selection';
import { evaluatedModel, type TrainingConfig } from '../../core/training/config';
import type { TrainingRecord } from '../../core/training/record';
import { UserError } from '../../core/userError';
import type { EvaluateCommands } from '../evaluate/evaluateCommands';
import type { RunPair } from '../compare/comparePanel';
import type { TrainingTasks } from './trainingTasks';
import type { WorkspaceTrainings } from './workspaceTrainings';

/** What `blindspot.evaluateAdapter` may be called with. */
const argumentSchema = z.object({ training: z.string(), data: z.string().optional(), selection: selectionSchema.optional() });

/** The program's exit code for a training that somebody stopped. */
const stopped = 130;

export interface TrainingEndParts {
  readonly tasks: Pick<TrainingTasks, 'owns' | 'configOf'>;
  readonly trainings: WorkspaceTrainings;
  readonly evaluate: Pick<EvaluateCommands, 'evaluateBoth'>;
  readonly compare: (pair: RunPair) => void;
  readonly onTrained: () => void;
}

/** Tells how a training ended that ran as a task, and what can be done next. */
export class TrainingEnds {
  constructor(private readonly parts: TrainingEndParts) {}

  async tell({ execution, exitCode }: vscode.TaskProcessEndEvent): Promise<void> {
    // Whoever stopped it was told so, or has closed the terminal.
    if (exitCode === undefined || exitCode === stopped || !this.parts.tasks.owns(execution.task)) return;
    const config = await this.parts.tasks.configOf(execution.task);
    const record = config === undefined ? undefined : await this.recordOf(config);
    // A program that was killed has the exit code 0 too.
    if (exitCode === 0 && record?.state === 'finished') await this.tellFinished(record);
    else await this.tellFailed(execution.task.name, record?.problem ?? 'It ended before its end: its terminal says why.');
  }

  /** Scores base and adapter on HANS and opens the two beside each other. */
  async evaluate(argument: unknown): Promise<void> {
    const { training, data, selection } = argumentSchema.parse(argument);
    const record = await this.parts.trainings.store.read(training);
    const model = record === null ? undefined : evaluatedModel(record.config);
    if (record?.adapter == null || model === undefined) {
      throw new UserError('usage', `${training} has no adapter of a GGUF that could be evaluated. Finish the training, or name the GGUF in its configuration ("gguf").`);
    }
    const pair = await this.parts.evaluate.evaluateBoth(model, record.adapter.file, { ...(data === undefined ? {} : { data }), ...(selection === undefined ? {} : { selection }) });
    if (pair !== undefined) this.parts.compare({ a: pair[0].id, b: pair[1].id });
  }

  private async tellFinished(record: TrainingRecord): Promise<void> {
    const { config, progress, id } = record;
    this.parts.onTrained();
    const offers = config.task === 'classifier' && evaluatedModel(config) !== undefined ? ['Evaluate on HANS', 'Show Training'] : ['Show Training'];
    const accuracy = progress.accuracy === null ? '' : `, ${percent(progress.accuracy)} of the validation examples right`;
    const answer = await vscode.window.showInformationMessage(`${vscode.workspace.asRelativePath(config.out)} is trained: ${count(progress.steps)} steps${accuracy}.`, ...offers);
    if (answer === 'Evaluate on HANS') await this.evaluate({ training: id });
    if (answer === 'Show Training') await vscode.commands.executeCommand('blindspot.showTrainings', id);
  }

  private async tellFailed(name: string, problem: string): Promise<void> {
    const openLog = 'Open Log';
    if ((await vscode.window.showErrorMessage(`The training failed. ${problem}`, openLog)) !== openLog) return;
    vscode.window.terminals.find((terminal) => terminal.name.includes(name))?.show();
  }

  /** The training that writes this adapter, and of several the one that was at it last. */
  private async recordOf(config: TrainingConfig): Promise<TrainingRecord | undefined> {
    const { trainings } = await this.parts.trainings.store.list();
    return trainings.filter((record) => record.config.out === config.out).sort((a, b) => (a.times.updated < b.times.updated ? 1 : -1))[0];
  }
}
