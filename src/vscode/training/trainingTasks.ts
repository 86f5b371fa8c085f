import path from 'node:path';
import * as vscode from 'vscode';
import * as z from 'zod';
import type { TrainingConfig } from '../../core/training/config';
import { UserError } from '../../core/userError';
import { readTrainingConfig, type NamedModels } from '../../storage/trainings/configFile';
import type { Program } from '../shared/cliProgram';
import { fromFolder } from '../shared/fromFolder';
import type { Problems } from '../shared/problem';
import type { TaskKind } from '../shared/registerTasks';
import { productTaskType } from '../shared/taskType';
import { requireTrust } from '../shared/trust';
import type { WorkspaceRuns } from '../shared/workspace';

const definitionSchema = z.object({
  type: z.literal(productTaskType),
  task: z.enum(['classifier', 'generator']),
  /** Relative to the folder that is open. */
  config: z.string().min(1),
});
type Definition = z.infer<typeof definitionSchema>;

/** How configurations are called that “Run Task” offers by itself. */
const configurations = '**/*.training.json';
const mostConfigurations = 50;

export interface TrainingTaskParts {
  readonly folders: Pick<WorkspaceRuns, 'folder' | 'requireFolder'>;
  readonly models: NamedModels;
  /** The command line for a configuration. */
  readonly programOf: (config: string) => Program;
  readonly problems: Problems;
}

/** Trainings as tasks of the editor: each is `blindspot train` in a terminal. */
export class TrainingTasks implements Omit<TaskKind, 'ended'> {
  constructor(private readonly parts: TrainingTaskParts) {}

  /** One for each configuration of the folder. */
  async offered(): Promise<vscode.Task[]> {
    const { folder } = this.parts.folders;
    if (folder === undefined || !vscode.workspace.isTrusted) return [];
    const found = await vscode.workspace.findFiles(configurations, '**/{node_modules,.blindspot}/**', mostConfigurations);
    const tasks = found.map(async ({ fsPath }) => {
      const config = await this.read(fsPath).catch(() => undefined);
      return config === undefined ? [] : [this.taskOf({ type: productTaskType, task: config.task, config: fromFolder(folder, fsPath) })];
    });
    return (await Promise.all(tasks)).flat();
  }

  /** A task of the user's tasks.json. */
  async resolve(task: vscode.Task): Promise<vscode.Task | undefined> {
    const definition = definitionSchema.safeParse(task.definition);
    if (!definition.success || !vscode.workspace.isTrusted) return undefined;
    const { config, task: kind } = definition.data;
    try {
      const file = path.resolve(this.parts.folders.requireFolder(), config);
      const read = await this.read(file);
      if (read.task !== kind) throw new UserError('usage', `tasks.json says that ${config} is of a ${kind}, and it is of a ${read.task}. Change one of them.`);
    } catch (error) {
      this.parts.problems.tell(error);
      return undefined;
    }
    // The editor finds it again by the definition, which has to be the same object.
    return this.taskOf(definition.data, task.definition);
  }

  /**
   * Starts a training in a terminal.
   *
   * @param file the configuration
   * @throws UserError `usage` for a wrong configuration or a folder that is not trusted, `not-found`
   */
  async start(file: string): Promise<vscode.TaskExecution> {
    requireTrust();
    const folder = this.parts.folders.requireFolder();
    const { task } = await this.read(file);
    return vscode.tasks.executeTask(this.taskOf({ type: productTaskType, task, config: fromFolder(folder, file) }));
  }

  owns({ definition }: vscode.Task): boolean {
    return definitionSchema.safeParse(definition).success;
  }

  /** @returns the configuration of a task that is ours; undefined for others and for one that cannot be read any more */
  async configOf(task: vscode.Task): Promise<TrainingConfig | undefined> {
    const definition = definitionSchema.safeParse(task.definition);
    const { folder } = this.parts.folders;
    if (!definition.success || folder === undefined) return undefined;
    return this.read(path.resolve(folder, definition.data.config)).catch(() => undefined);
  }

  private read(file: string): Promise<TrainingConfig> {
    return readTrainingConfig(file, this.parts.models);
  }

  private taskOf(definition: Definition, given: vscode.TaskDefinition = definition): vscode.Task {
    const { folders, programOf } = this.parts;
    const { execPath, args, environment } = programOf(definition.config);
    const execution = new vscode.ProcessExecution(execPath, [...args], { cwd: folders.requireFolder(), env: { ...environment } });
    const task = new vscode.Task(given, vscode.TaskScope.Workspace, `fine-tune ${definition.task}: ${definition.config}`, 'Blindspot', execution, []);
    task.detail = `Trains an adapter as ${definition.config} says; the same task goes on after an interruption.`;
    task.presentationOptions = { reveal: vscode.TaskRevealKind.Always, focus: false, panel: vscode.TaskPanelKind.Dedicated, clear: true };
    return task;
  }
}
