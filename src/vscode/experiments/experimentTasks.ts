import path from 'node:path';
import * as vscode from 'vscode';
import * as z from 'zod';
import type { Program } from '../shared/cliProgram';
import { fromFolder } from '../shared/fromFolder';
import type { TaskKind } from '../shared/registerTasks';
import { executorFlags } from '../shared/settings';
import { productTaskType } from '../shared/taskType';
import { requireTrust } from '../shared/trust';
import type { WorkspaceRuns } from '../shared/workspace';

const definitionSchema = z.object({
  type: z.literal(productTaskType),
  task: z.literal('experiment'),
  /** Relative to the folder that is open. */
  config: z.string().min(1),
  command: z.enum(['run', 'measure', 'stop']).optional(),
});
type Definition = z.infer<typeof definitionSchema>;

/** What the program is told to do with an experiment. */
export interface Errand {
  /** Absolute path. */
  readonly file: string;
  readonly command: NonNullable<Definition['command']>;
}

const details: Readonly<Record<Errand['command'], string>> = {
  run: 'Carries the experiment out; the same task goes on after an interruption.',
  measure: 'Runs a few small jobs, so that the plan can say how long the experiment will take here.',
  stop: 'Ends the experiment where it is carried out, and cancels what Slurm still has of it.',
};

export interface ExperimentTaskParts {
  readonly folders: Pick<WorkspaceRuns, 'folder' | 'requireFolder'>;
  /** The command line with these words. */
  readonly programOf: (words: readonly string[]) => Program;
  /** Absolute paths of the experiments of the folder. */
  readonly files: () => Promise<readonly string[]>;
}

/** Experiments as tasks of the editor: each is `blindspot experiment` in a terminal. */
export class ExperimentTasks implements Omit<TaskKind, 'ended'> {
  constructor(private readonly parts: ExperimentTaskParts) {}

  async offered(): Promise<vscode.Task[]> {
    const { folder } = this.parts.folders;
    if (folder === undefined || !vscode.workspace.isTrusted) return [];
    return (await this.parts.files()).map((file) => this.taskOf(this.definitionOf({ file, command: 'run' })));
  }

  async resolve({ definition: given }: vscode.Task): Promise<vscode.Task | undefined> {
    const definition = definitionSchema.safeParse(given);
    if (!definition.success || !vscode.workspace.isTrusted) return undefined;
    // The editor finds it again by the definition, which has to be the same object.
    return this.taskOf(definition.data, [], given);
  }

  /**
   * Starts it in a terminal.
   *
   * @param flags further words of the command line
   * @throws UserError `usage` in a folder that is not trusted
   */
  async start(errand: Errand, flags: readonly string[] = []): Promise<vscode.TaskExecution> {
    requireTrust();
    return vscode.tasks.executeTask(this.taskOf(this.definitionOf(errand), flags));
  }

  /** What a task is about; undefined for one that is none of these. */
  errandOf({ definition: given }: vscode.Task): Errand | undefined {
    const definition = definitionSchema.safeParse(given);
    const { folder } = this.parts.folders;
    if (!definition.success || folder === undefined) return undefined;
    const { config, command = 'run' } = definition.data;
    return { file: path.resolve(folder, config), command };
  }

  private definitionOf({ file, command }: Errand): Definition {
    const config = fromFolder(this.parts.folders.requireFolder(), file);
    return { type: productTaskType, task: 'experiment', config, ...(command === 'run' ? {} : { command }) };
  }

  private taskOf(definition: Definition, flags: readonly string[] = [], given: vscode.TaskDefinition = definition): vscode.Task {
    const { folders, programOf } = this.parts;
    const { command = 'run' } = definition;
    const where = command === 'stop' ? [] : executorFlags();
    const { execPath, args, environment } = programOf(['experiment', command, definition.config, ...where, ...flags]);
    const execution = new vscode.ProcessExecution(execPath, [...args], { cwd: folders.requireFolder(), env: { ...environment } });
    const task = new vscode.Task(given, vscode.TaskScope.Workspace, `${command} experiment: ${definition.config}`, 'Blindspot', execution, []);
    task.detail = details[command];
    task.presentationOptions = { reveal: vscode.TaskRevealKind.Silent, focus: false, panel: vscode.TaskPanelKind.Dedicated, clear: true };
    return task;
  }
}
