import * as vscode from 'vscode';
import { productTaskType } from './taskType';

/** Tasks of our type that are alike: trainings, experiments. Each kind leaves alone what is another's. */
export interface TaskKind {
  /** Those that “Run Task” offers by itself. */
  offered(): Promise<vscode.Task[]>;
  /** A task of the user's tasks.json; undefined for one that cannot be run, which the user is told. */
  resolve(task: vscode.Task): Promise<vscode.Task | undefined>;
  /** Its program has started, whoever asked for it. */
  began?(task: vscode.Task): Promise<void>;
  ended(event: vscode.TaskProcessEndEvent): Promise<void>;
}

/** Tells the editor of the tasks, and who hears of the beginning and the end of one. */
export function registerTasks(kinds: () => Promise<readonly TaskKind[]>): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.tasks.registerTaskProvider(productTaskType, {
      provideTasks: async () => (await Promise.all((await kinds()).map((kind) => kind.offered()))).flat(),
      resolveTask: async (task) => {
        for (const kind of await kinds()) {
          const resolved = await kind.resolve(task);
          if (resolved !== undefined) return resolved;
        }
        return undefined;
      },
    }),
    vscode.tasks.onDidStartTaskProcess(async ({ execution: { task } }) => {
      if (task.definition.type === productTaskType) for (const kind of await kinds()) void kind.began?.(task);
    }),
    vscode.tasks.onDidEndTaskProcess(async (event) => {
      if (event.execution.task.definition.type === productTaskType) for (const kind of await kinds()) void kind.ended(event);
    }),
  );
}
