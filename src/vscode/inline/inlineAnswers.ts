import * as vscode from 'vscode';
import type { ChosenRun } from '../chosenRun/chosenRun';
import { AnswerHover } from './answerHover';
import { AnswersInFile } from './answersInFile';
import { ExampleCodeActions } from './exampleActions';
import { FailureProblems } from './failureProblems';
import { Hints } from './hints';
import { ScoredAgain } from './scoredAgain';
import { ShownRunStatus } from './shownRunStatus';

/** Everything that the chosen run puts into its data file: hints, problems, hover, light bulb, status bar. */
export class InlineAnswers implements vscode.Disposable {
  readonly answers: AnswersInFile;
  readonly again: ScoredAgain;
  private readonly parts: readonly { dispose(): unknown }[];

  constructor(chosen: ChosenRun) {
    this.answers = new AnswersInFile(chosen);
    this.again = new ScoredAgain(chosen);
    const files = { scheme: 'file' };
    this.parts = [
      new Hints(this.answers, this.again),
      new FailureProblems(this.answers),
      new ShownRunStatus(this.answers, chosen),
      vscode.languages.registerHoverProvider(files, new AnswerHover(this.answers, this.again)),
      vscode.languages.registerCodeActionsProvider(files, new ExampleCodeActions(this.answers), {
        providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
      }),
      this.again,
      this.answers,
    ];
  }

  dispose(): void {
    for (const part of this.parts) part.dispose();
  }
}
