import * as vscode from 'vscode';
import type { HansExample, NliExample } from '../../core/nli/example';
import { templateTallies } from '../../core/report/templates';
import type { RunRecord } from '../../core/runs/record';
import type { Answer, Answers } from '../../core/scoring/answers';
import type { Tally } from '../../core/scoring/tally';
import type { RunResults } from '../../workflows/runLibrary';
import type { ChosenRun } from '../chosenRun/chosenRun';

/** The answers of the chosen run by the lines of its data file. */
export class ShownAnswers {
  private readonly byLine: ReadonlyMap<number, Answer>;
  private templates: ReadonlyMap<string, Tally> | undefined;

  constructor(private readonly results: RunResults) {
    this.byLine = new Map(this.answers.answers.map((answer: Answer) => [answer.example.line, answer]));
  }

  get record(): RunRecord {
    return this.results.record;
  }

  get answers(): Answers {
    return this.results.answers;
  }

  /** @param line counted from 0, as the editor does */
  at(line: number): Answer<NliExample | HansExample> | undefined {
    return this.byLine.get(line + 1);
  }

  /** Right answers among the examples of the same template. */
  templateOf(example: NliExample | HansExample): Tally | undefined {
    this.templates ??= templateTallies(this.answers);
    return 'template' in example ? this.templates.get(example.template) : undefined;
  }
}

/**
 * Knows for which document there are answers to show: the data file of the chosen run, while it is open
 * and is what was scored. With unsaved changes it is not, because lines may have moved.
 */
export class AnswersInFile implements vscode.Disposable {
  private readonly changes = new vscode.EventEmitter<undefined>();
  /** What `of` answers may be otherwise now. */
  readonly onDidChange = this.changes.event;

  private shown: ShownAnswers | undefined;
  private edited = false;
  /** Counts readings, so that one which was overtaken is not shown. */
  private reading = 0;
  private readonly subscriptions: readonly vscode.Disposable[];

  constructor(private readonly chosen: ChosenRun) {
    this.subscriptions = [
      chosen.onDidChange(() => void this.read()),
      vscode.workspace.onDidOpenTextDocument((document) => {
        if (this.isDataFile(document)) void this.read();
      }),
      vscode.workspace.onDidCloseTextDocument((document) => {
        if (this.isDataFile(document)) this.show(undefined);
      }),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (this.isDataFile(document)) this.documentChanged(document, contentChanges.length > 0);
      }),
    ];
    void this.read();
  }

  /** The answers to a document; undefined for any other than the chosen run's data file, and while that has unsaved changes. */
  of(document: vscode.TextDocument): ShownAnswers | undefined {
    return this.isDataFile(document) && !document.isDirty ? this.shown : undefined;
  }

  isDataFile(document: vscode.TextDocument): boolean {
    return document.uri.scheme === 'file' && document.uri.fsPath === this.chosen.dataFile;
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
    this.changes.dispose();
  }

  /** Called for every keystroke in the data file: of two that follow each other only the first does anything. */
  private documentChanged(document: vscode.TextDocument, contentChanged: boolean): void {
    const { edited } = this;
    this.edited = document.isDirty;
    if (document.isDirty) {
      if (!edited) this.changes.fire(undefined);
      return;
    }
    // Saved, undone, or read from the disk anew: the answers' lines may be others.
    if (!edited && !contentChanged) return;
    this.show(undefined);
    this.chosen.dataFileChanged();
  }

  private async read(): Promise<void> {
    const reading = (this.reading += 1);
    const document = vscode.workspace.textDocuments.find((open) => this.isDataFile(open));
    this.edited = document?.isDirty ?? false;
    const results = document === undefined ? undefined : await this.chosen.results();
    if (reading === this.reading) this.show(results === undefined ? undefined : new ShownAnswers(results));
  }

  private show(shown: ShownAnswers | undefined): void {
    this.shown = shown;
    this.changes.fire(undefined);
  }
}
