import * as vscode from 'vscode';
import { listedFailures } from '../../core/inline/listedFailures';
import { placesIn } from '../../core/inline/places';
import { failureText } from '../../core/inline/sentences';
import { count } from '../../core/report/format';
import type { Answer } from '../../core/scoring/answers';
import type { AnswersInFile, ShownAnswers } from './answersInFile';

/** Failures in the list of problems: more would bury everybody else's, and nobody reads them one by one. */
const mostListed = 500;

/** The failures of the chosen run among the editor's problems, while its data file is open. */
export class FailureProblems implements vscode.Disposable {
  private readonly collection = vscode.languages.createDiagnosticCollection('blindspot');
  private readonly subscription: vscode.Disposable;

  constructor(private readonly answers: AnswersInFile) {
    this.subscription = answers.onDidChange(() => this.list());
    this.list();
  }

  dispose(): void {
    this.subscription.dispose();
    this.collection.dispose();
  }

  private list(): void {
    this.collection.clear();
    for (const document of vscode.workspace.textDocuments) {
      const shown = this.answers.of(document);
      if (shown !== undefined) this.collection.set(document.uri, problemsOf(document, shown));
    }
  }
}

function problemsOf(document: vscode.TextDocument, shown: ShownAnswers): vscode.Diagnostic[] {
  const { listed, others } = listedFailures(shown.answers, mostListed);
  const problems = listed.map((answer) => problem(document, answer, failureText(answer)));
  if (others === null) return problems;
  const rest =
    others.count === 1
      ? 'One more failure, here, is not listed: “Blindspot: Open Failures…” lists all.'
      : `${count(others.count)} more failures, from here on, are not listed: “Blindspot: Open Failures…” lists all.`;
  return [...problems, problem(document, others.first, rest)];
}

function problem(document: vscode.TextDocument, { example }: Answer, message: string): vscode.Diagnostic {
  const line = example.line - 1;
  const [start, end] = placesIn(document.lineAt(line).text, example.gold).gold;
  const diagnostic = new vscode.Diagnostic(new vscode.Range(line, start, line, end), message, vscode.DiagnosticSeverity.Information);
  diagnostic.source = 'Blindspot';
  if ('subcase' in example && typeof example.subcase === 'string') diagnostic.code = example.subcase;
  return diagnostic;
}
