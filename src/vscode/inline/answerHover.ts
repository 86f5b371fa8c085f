import * as vscode from 'vscode';
import { recordedAudit } from '../../core/audit/audit';
import { hoverMarkdown } from '../../core/inline/hover';
import { commandLink } from '../shared/commandLink';
import { exampleActions } from './exampleActions';
import type { AnswersInFile } from './answersInFile';
import type { ScoredAgain } from './scoredAgain';

/** Over a line of the chosen run's data file: the answer with its audit, and what can be done with the example. */
export class AnswerHover implements vscode.HoverProvider {
  constructor(
    private readonly answers: AnswersInFile,
    private readonly again: ScoredAgain,
  ) {}

  provideHover(document: vscode.TextDocument, { line }: vscode.Position): vscode.Hover | undefined {
    const shown = this.answers.of(document);
    const answer = shown?.at(line);
    if (shown === undefined || answer === undefined) return undefined;
    const { id } = answer.example;
    const actions = exampleActions(shown.record, answer);
    const content = new vscode.MarkdownString(
      hoverMarkdown({
        record: shown.record,
        answer,
        audit: this.again.of(id)?.audit ?? recordedAudit(shown.record, answer),
        template: shown.templateOf(answer.example),
        again: this.again.sentenceOf(id),
        links: actions.map(({ title, command, argument }) => `[${title}](${commandLink(command, argument)})`).join(' · '),
      }),
    );
    content.isTrusted = { enabledCommands: actions.map(({ command }) => command) };
    return new vscode.Hover(content);
  }
}
