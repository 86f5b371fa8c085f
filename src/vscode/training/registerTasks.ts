import * as vscode from 'vscode';
import { trainingTaskType } from './taskType';

/** Tells the editor of the tasks, and who hears of the end of one. */
export function registerTrainingTasks(
  tasks: () => Promise<vscode.TaskProvider>,
  ended: (event: vscode.TaskProcessEndEvent) => Promise<void>,
): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.tasks.registerTaskProvider(trainingTaskType, {
      provideTasks: async (token) => (await tasks()).provideTasks(token),
      resolveTask: async (task, token) => (await tasks()).resolveTask(task, token),
    }),
    vscode.tasks.onDidEndTaskProcess((event) => {
      if (event.execution.task.definition.type === trainingTaskType) void ended(event);
    }),
  );
}
