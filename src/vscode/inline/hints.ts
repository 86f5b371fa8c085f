import * as vscode from 'vscode';
import { placesIn } from '../../core/inline/places';
import { hintText } from '../../core/inline/sentences';
import type { AnswersInFile } from './answersInFile';
import type { ScoredAgain } from './scoredAgain';

/** Hints stand also this many lines above and below what is in view, so that a short scroll finds them there. */
const linesAround = 50;
/** While the view moves, hints are drawn this often. */
const drawMilliseconds = 30;

const setting = 'blindspot.hints.enabled';

/** The prediction and its confidence beside each line in view of the chosen run's data file. */
export class Hints implements vscode.Disposable {
  private readonly right = decoration('blindspot.rightAnswerForeground');
  private readonly wrong = decoration('blindspot.wrongAnswerForeground');
  private readonly waiting = new Map<vscode.TextEditor, NodeJS.Timeout>();
  private readonly subscriptions: readonly vscode.Disposable[];

  constructor(
    private readonly answers: AnswersInFile,
    private readonly again: ScoredAgain,
  ) {
    const drawAll = (): void => {
      for (const editor of vscode.window.visibleTextEditors) this.draw(editor);
    };
    this.subscriptions = [
      answers.onDidChange(drawAll),
      again.onDidChange(drawAll),
      vscode.window.onDidChangeVisibleTextEditors(drawAll),
      vscode.window.onDidChangeTextEditorVisibleRanges(({ textEditor }) => this.drawSoon(textEditor)),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration(setting)) drawAll();
      }),
    ];
    drawAll();
  }

  /** Turns the hints on or off: for all workspaces, or for one that has a setting of its own, which counts there. */
  static async toggle(): Promise<void> {
    const settings = vscode.workspace.getConfiguration();
    const { Global, Workspace } = vscode.ConfigurationTarget;
    const target = settings.inspect(setting)?.workspaceValue === undefined ? Global : Workspace;
    await settings.update(setting, !settings.get<boolean>(setting, true), target);
  }

  dispose(): void {
    for (const timer of this.waiting.values()) clearTimeout(timer);
    for (const subscription of this.subscriptions) subscription.dispose();
    this.right.dispose();
    this.wrong.dispose();
  }

  private drawSoon(editor: vscode.TextEditor): void {
    if (this.waiting.has(editor) || this.answers.of(editor.document) === undefined) return;
    const timer = setTimeout(() => {
      this.waiting.delete(editor);
      this.draw(editor);
    }, drawMilliseconds);
    this.waiting.set(editor, timer);
  }

  private draw(editor: vscode.TextEditor): void {
    const right: vscode.DecorationOptions[] = [];
    const wrong: vscode.DecorationOptions[] = [];
    const answers = vscode.workspace.getConfiguration().get<boolean>(setting, true) ? this.answers.of(editor.document) : undefined;
    for (const line of answers === undefined ? [] : linesToDraw(editor)) {
      const answer = answers?.at(line);
      if (answer === undefined) continue;
      const place = new vscode.Position(line, placesIn(editor.document.lineAt(line).text, answer.example.gold).hint);
      const text = [hintText(answer), this.again.hintOf(answer.example.id)].filter((part) => part !== undefined).join(' ');
      (answer.correct ? right : wrong).push({ range: new vscode.Range(place, place), renderOptions: { after: { contentText: text } } });
    }
    editor.setDecorations(this.right, right);
    editor.setDecorations(this.wrong, wrong);
  }
}

function decoration(color: string): vscode.TextEditorDecorationType {
  return vscode.window.createTextEditorDecorationType({
    after: { color: new vscode.ThemeColor(color), margin: '0 1.5ch' },
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
  });
}

function linesToDraw({ visibleRanges, document }: vscode.TextEditor): Set<number> {
  const lines = new Set<number>();
  for (const { start, end } of visibleRanges) {
    const last = Math.min(document.lineCount - 1, end.line + linesAround);
    for (let line = Math.max(0, start.line - linesAround); line <= last; line += 1) lines.add(line);
  }
  return lines;
}
