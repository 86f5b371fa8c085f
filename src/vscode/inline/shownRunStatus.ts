import * as vscode from 'vscode';
import { runTitle, subjectOf } from '../../core/runs/title';
import type { ChosenRun } from '../chosenRun/chosenRun';
import type { AnswersInFile } from './answersInFile';

/** In the status bar, while the chosen run's data file is in front: whose answers stand in it, or why none do. */
export class ShownRunStatus implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem('blindspot.shownRun', vscode.StatusBarAlignment.Right);
  private readonly subscriptions: readonly { dispose(): unknown }[];

  constructor(
    private readonly answers: AnswersInFile,
    private readonly chosen: ChosenRun,
  ) {
    this.item.name = 'Blindspot run in the editor';
    this.item.command = 'blindspot.showRunInEditor';
    this.subscriptions = [
      this.item,
      answers.onDidChange(() => this.show()),
      vscode.window.onDidChangeActiveTextEditor(() => this.show()),
    ];
    this.show();
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private show(): void {
    const document = vscode.window.activeTextEditor?.document;
    if (document === undefined || !this.answers.isDataFile(document)) {
      this.item.hide();
      return;
    }
    const record = this.answers.of(document)?.record;
    if (record !== undefined) {
      this.item.text = `$(eye) ${subjectOf(record)}`;
      this.item.tooltip = `The hints in this file are answers of ${runTitle(record)}. Click to choose another run.`;
    } else if (document.isDirty) {
      this.item.text = '$(eye-closed) Hints off: unsaved changes';
      this.item.tooltip = 'A run’s answers belong to the file as it was scored. Undo the changes to see them again; a file that is saved with changes has to be evaluated anew.';
    } else if (this.chosen.problem !== undefined) {
      this.item.text = '$(warning) Hints off';
      this.item.tooltip = this.chosen.problem;
    } else {
      this.item.text = '$(loading~spin) Reading the run';
      this.item.tooltip = undefined;
    }
    this.item.show();
  }
}
