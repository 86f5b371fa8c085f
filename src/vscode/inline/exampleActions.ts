import * as vscode from 'vscode';
import type { RunRecord } from '../../core/runs/record';
import type { Answer } from '../../core/scoring/answers';
import type { NliExample, HansExample } from '../../core/nli/example';
import type { AnswersInFile } from './answersInFile';

/** Something to do with an example, offered in its hover and by the light bulb. */
interface ExampleAction {
  readonly title: string;
  readonly command: 'blindspot.scoreAgain' | 'blindspot.editCopy' | 'blindspot.openFailures' | 'blindspot.annotateSimilar';
  readonly argument: unknown;
}

export function exampleActions({ id: run, source }: RunRecord, { example, correct }: Answer<NliExample | HansExample>): ExampleAction[] {
  const argument = { example: example.id };
  const similar =
    'template' in example ? { run, subcase: example.subcase, template: example.template } : { run, gold: example.gold };
  return [
    ...(source.kind === 'model' ? [{ title: 'Score this example again', command: 'blindspot.scoreAgain' as const, argument }] : []),
    { title: 'Edit a copy and score it', command: 'blindspot.editCopy', argument },
    ...(correct
      ? []
      : [
          { title: 'Find similar failures', command: 'blindspot.openFailures' as const, argument: similar },
          { title: 'Annotate similar examples', command: 'blindspot.annotateSimilar' as const, argument: { failures: similar } },
        ]),
  ];
}

/** The same by the light bulb on a line of the chosen run's data file. */
export class ExampleCodeActions implements vscode.CodeActionProvider {
  constructor(private readonly answers: AnswersInFile) {}

  provideCodeActions(document: vscode.TextDocument, range: vscode.Range, context: vscode.CodeActionContext): vscode.CodeAction[] {
    const shown = this.answers.of(document);
    const answer = shown?.at(range.start.line);
    if (shown === undefined || answer === undefined) return [];
    const problems = context.diagnostics.filter(({ source }) => source === 'Blindspot');
    return exampleActions(shown.record, answer).map(({ title, command, argument }) => {
      const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
      action.command = { title, command, arguments: [argument] };
      if (problems.length > 0) action.diagnostics = problems;
      return action;
    });
  }
}
