import * as vscode from 'vscode';
import * as z from 'zod';
import type { ScoredPair } from '../../core/audit/text';
import { hintText } from '../../core/inline/sentences';
import { stem } from '../../core/runs/title';
import type { Answer } from '../../core/scoring/answers';
import { UserError } from '../../core/userError';
import type { ChosenRun } from '../chosenRun/chosenRun';
import type { ScratchExamples } from '../scratch/scratchExamples';
import { OfferingError } from '../shared/offers';
import { modelOfRun, type ExampleScorer } from '../warmModel/exampleScorer';
import type { RunResults } from '../../workflows/runLibrary';
import type { AnswersInFile } from './answersInFile';
import type { ScoredAgain } from './scoredAgain';

/** An example of the chosen run by its pair ID; without one, that of the line which the cursor is on. */
const argumentSchema = z.object({ example: z.string() }).optional();

export interface ExampleCommandsParts {
  readonly chosen: ChosenRun;
  readonly answers: AnswersInFile;
  readonly scorer: ExampleScorer;
  readonly again: ScoredAgain;
  readonly scratch: ScratchExamples;
}

/** What can be done with one example of the chosen run. */
export class ExampleCommands {
  constructor(private readonly parts: ExampleCommandsParts) {}

  /** @returns undefined when the user cancelled */
  async scoreAgain(argument: unknown): Promise<ScoredPair | undefined> {
    const { results, answer } = await this.exampleOf(argument);
    const { record } = results;
    if (record.source.kind !== 'model') {
      throw new UserError('usage', 'The chosen run was imported from a prediction file, and Blindspot does not know its model. Edit a copy of the example to score it with a model of yours.');
    }
    const { premise, hypothesis, gold, id } = answer.example;
    const scored = await this.parts.scorer.score({ premise, hypothesis, gold }, modelOfRun(record, record.source));
    if (scored === undefined) return undefined;
    this.parts.again.add(id, scored);
    await this.showHover(answer);
    return scored;
  }

  async editCopy(argument: unknown): Promise<void> {
    const { results, answer } = await this.exampleOf(argument);
    const { premise, hypothesis, gold, id } = answer.example;
    await this.parts.scratch.open(
      { premise, hypothesis, gold },
      { comment: `A copy of ${id} in ${stem(results.record.data.file)}: change a word, and see the answer change.`, before: hintText(answer) },
    );
  }

  private async exampleOf(argument: unknown): Promise<{ readonly results: RunResults; readonly answer: Answer }> {
    const known = argumentSchema.parse(argument ?? undefined);
    const results = await this.parts.chosen.results();
    if (results === undefined) {
      throw new OfferingError('usage', `No run is shown in the editor. ${this.parts.chosen.problem ?? 'Choose one with “Blindspot: Show Run in Editor”.'}`, [
        { title: 'Show Run in Editor', command: 'blindspot.showRunInEditor' },
      ]);
    }
    const answer = known === undefined ? this.answerAtCursor() : results.answers.answers.find(({ example }) => example.id === known.example);
    if (answer !== undefined) return { results, answer };
    throw new UserError(
      'usage',
      known === undefined
        ? 'The cursor is on no example that the chosen run scored: put it on a line of the run’s data file that bears a hint.'
        : `The chosen run has no answer for the example "${known.example}".`,
    );
  }

  private answerAtCursor(): Answer | undefined {
    const editor = vscode.window.activeTextEditor;
    return editor === undefined ? undefined : this.parts.answers.of(editor.document)?.at(editor.selection.active.line);
  }

  /** Where the example is in view: the hover holds the audit. */
  private async showHover({ example }: Answer): Promise<void> {
    const editor = vscode.window.activeTextEditor;
    if (editor === undefined || this.parts.answers.of(editor.document) === undefined) return;
    const line = example.line - 1;
    if (editor.selection.active.line !== line) editor.selection = new vscode.Selection(line, 0, line, 0);
    await vscode.commands.executeCommand('editor.action.showHover');
  }
}
