import * as vscode from 'vscode';
import { describeFilter } from '../../core/failures/filter';
import type { RunRecord } from '../../core/runs/record';
import { runTitle, subjectOf } from '../../core/runs/title';
import { UserError } from '../../core/userError';
import { openLine } from '../shared/openFile';
import type { WorkspaceRuns } from '../shared/workspace';
import { openExampleSchema, openFailuresSchema, type FailureSubject } from './argument';
import { failureUri } from './failureUri';
import { pickFilter } from './pickFilter';

/** Opens lists of failing examples, and the examples that they lead to. */
export class FailureCommands {
  /** @param onOpened is told whenever failing examples, or one of them, were shown */
  constructor(
    private readonly runs: Pick<WorkspaceRuns, 'library' | 'store'>,
    private readonly onOpened: () => void,
  ) {}

  /**
   * Shows a failure document, without a question.
   *
   * @param argument `openFailuresSchema`
   * @returns false when the argument names no run, so that one has to be asked for
   * @throws UserError `not-found` or `bad-run`
   */
  async open(argument: unknown): Promise<boolean> {
    const asked = openFailuresSchema.parse(argument ?? {});
    if (asked.run === undefined) return false;
    await this.show(asked);
    return true;
  }

  /** Asks which failing examples of a run are wanted. */
  async openOf(record: RunRecord): Promise<void> {
    const subject = await this.pickOf(record);
    if (subject !== undefined) await this.show(subject);
  }

  /** @returns undefined when the user gave up */
  async pickOf(record: RunRecord): Promise<FailureSubject | undefined> {
    const { answers } = await this.runs.library.results(record.id);
    const filter = await pickFilter(answers, `Failing examples of ${runTitle(record)}`);
    return filter === undefined ? undefined : { run: record.id, ...filter };
  }

  /** @param argument `openExampleSchema` @throws UserError, also when the data file is not the one that was scored */
  async openExample(argument: unknown): Promise<void> {
    const { run, example: id } = openExampleSchema.parse(argument);
    const { record, answers } = await this.runs.library.results(run);
    const answer = answers.answers.find(({ example }) => example.id === id);
    if (answer === undefined) throw new UserError('not-found', `Run ${run} has no example "${id}". Open its failures anew.`);
    await openLine(record.data.file, answer.example.line);
    this.onOpened();
  }

  private async show(subject: FailureSubject): Promise<void> {
    const uri = failureUri(await this.titleOf(subject), subject);
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: true });
    this.onOpened();
  }

  private async titleOf({ run, compareWith, change, ...filter }: FailureSubject): Promise<string> {
    const a = subjectOf(await this.runs.store.read(run));
    const title = compareWith === undefined ? `Failures of ${a}` : `${titles[change]}: ${a}, ${subjectOf(await this.runs.store.read(compareWith))}`;
    const narrowed = describeFilter(filter);
    return narrowed === '' ? title : `${title} (${narrowed})`;
  }
}

const titles = { fixed: 'Fixed', broken: 'Broken' } as const;
