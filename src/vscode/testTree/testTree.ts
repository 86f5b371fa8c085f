import * as vscode from 'vscode';
import { suiteOf } from '../../core/failures/suite';
import type { HansExample } from '../../core/nli/example';
import type { ModelSource, RunRecord } from '../../core/runs/record';
import { runTitle } from '../../core/runs/title';
import type { Answer } from '../../core/scoring/answers';
import type { RunResults } from '../../workflows/runLibrary';
import type { ChosenRun } from '../chosenRun/chosenRun';
import type { FailureSubject } from '../failures/argument';
import type { Problems } from '../shared/problem';
import { modelOfRun, type ExampleScorer } from '../warmModel/exampleScorer';
import { publishStates } from './publishStates';
import { requestedAnswers } from './requestedAnswers';
import { ScoreAgain } from './scoreAgain';
import { SuiteItems } from './suiteItems';

export interface TestTreeParts {
  readonly controller: vscode.TestController;
  readonly chosen: ChosenRun;
  readonly scorer: Pick<ExampleScorer, 'use'>;
  readonly problems: Problems;
  readonly now: () => number;
  /** Evaluates with what the user picks where it is not given. @param known as the evaluate commands take it */
  readonly evaluate: (known: { readonly data?: string; readonly selection?: RunRecord['selection'] }) => Promise<unknown>;
  /** Goes on with a run that did not finish. */
  readonly resume: (record: RunRecord) => Promise<unknown>;
  readonly cancelEvaluation: () => void;
}

/** What is shown: the items of the chosen run, and what they were made from. */
interface Shown {
  readonly record: RunRecord;
  readonly answers: readonly Answer<HansExample>[];
  readonly items: SuiteItems;
}

/** Several subcases opened at once are told in one result. */
const settleMilliseconds = 100;

/** HANS as a test suite: the chosen run as states of its tests, and the ways to score them again. */
export class TestTree implements vscode.Disposable {
  private shown: Shown | undefined;
  /** The Testing view has asked what there is. Before, nothing is read. */
  private asked = false;
  private updating: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;
  private publishing = new AbortController();
  private readonly listening: vscode.Disposable;

  constructor(private readonly parts: TestTreeParts) {
    this.listening = parts.chosen.onDidChange(() => {
      if (this.asked) void this.refresh();
    });
  }

  /** @param item whose children are wanted; the suite itself when left out */
  async resolve(item: vscode.TestItem | undefined): Promise<void> {
    if (item === undefined) {
      this.asked = true;
      await (this.updating ?? this.refresh());
      return;
    }
    const node = this.shown?.items.nodeOf(item);
    if (node?.kind !== 'subcase') return;
    this.shown?.items.open(node.subcase);
    this.publishSoon();
  }

  /** Shows the chosen run as it is now. */
  refresh(): Promise<void> {
    this.asked = true;
    const updating = this.update().catch((error: unknown) => this.parts.problems.tell(error));
    this.updating = updating;
    return updating;
  }

  /**
   * Evaluates again what the request names: an unfinished run goes on, and a finished one is scored afresh and
   * compared with its journal. Without a run to go by, the user picks what to evaluate.
   */
  async run(request: vscode.TestRunRequest, which: 'all' | 'failed', token: vscode.CancellationToken): Promise<void> {
    try {
      await this.resolve(undefined);
      const { shown } = this;
      const wanted = shown === undefined ? [] : requestedAnswers(shown.answers, shown.items, request, which);
      if (shown?.record.source.kind === 'model' && (shown.record.state === 'finished' || wanted.length < shown.answers.length)) {
        await this.scoreAgain(request, shown, shown.record.source, wanted, token);
      } else {
        await this.evaluate(shown?.record, token);
      }
    } catch (error) {
      if (!token.isCancellationRequested) this.parts.problems.tell(error);
    }
  }

  /** The failing examples below an item; undefined where the argument is no item of the suite. */
  failuresOf(argument: unknown): FailureSubject | undefined {
    if (this.shown === undefined || typeof argument !== 'object' || argument === null) return undefined;
    const run = this.shown.record.id;
    const node = this.shown.items.nodeOf(argument as vscode.TestItem);
    switch (node?.kind) {
      case 'run':
        return { run };
      case 'heuristic':
        return { run, heuristic: node.heuristic };
      case 'subcase':
        return { run, subcase: node.subcase.name };
      case 'example':
        return { run, subcase: node.answer.example.subcase };
      case undefined:
        return undefined;
    }
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.publishing.abort();
    this.listening.dispose();
  }

  private async update(): Promise<void> {
    const { chosen } = this.parts;
    const results = await chosen.results();
    const before = this.shown;
    if (results === undefined) this.showProblem(chosen.id, chosen.problem);
    else if (results.answers.format !== 'hans') this.showOther(results);
    else if (before === undefined || !isSame(before.record, results.record)) this.show(results.record, results.answers.answers);
  }

  private show(record: RunRecord, answers: readonly Answer<HansExample>[]): void {
    const before = this.shown?.record.id === record.id ? this.shown.items : undefined;
    const items = new SuiteItems(this.parts.controller, record, runTitle(record), suiteOf(answers));
    for (const { name } of before?.openSubcases() ?? []) {
      const subcase = items.subcases.find((each) => each.name === name);
      if (subcase !== undefined) items.open(subcase);
    }
    this.shown = { record, answers, items };
    this.parts.controller.items.replace([items.root]);
    // Its counts are enough while it goes on: a result a second would fill the list of results.
    if (record.state !== 'running') this.publishSoon();
  }

  private showProblem(run: string | undefined, problem: string | undefined): void {
    const item =
      run === undefined
        ? this.parts.controller.createTestItem('none', 'No run is shown: run this to evaluate a model on HANS')
        : this.parts.controller.createTestItem(`problem ${run}`, 'The chosen run cannot be shown');
    item.error = problem;
    this.showOnly(item);
  }

  private showOther({ record }: RunResults): void {
    const item = this.parts.controller.createTestItem(`other ${record.id}`, runTitle(record));
    item.error = 'The chosen run is not on HANS, which alone has heuristics and subcases. Choose a run on HANS in the Runs view.';
    this.showOnly(item);
  }

  private showOnly(item: vscode.TestItem): void {
    this.publishing.abort();
    this.shown = undefined;
    this.parts.controller.items.replace([item]);
  }

  private publishSoon(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.publish(), settleMilliseconds);
  }

  private async publish(): Promise<void> {
    this.publishing.abort();
    this.publishing = new AbortController();
    if (this.shown !== undefined) await publishStates(this.parts.controller, this.shown.items, runTitle(this.shown.record), this.publishing.signal);
  }

  private async evaluate(record: RunRecord | undefined, token: vscode.CancellationToken): Promise<void> {
    const cancelling = token.onCancellationRequested(() => this.parts.cancelEvaluation());
    try {
      if (record?.source.kind === 'model') await this.parts.resume(record);
      // Predictions have no model to ask, but they say on what to ask one.
      else await this.parts.evaluate(record === undefined ? {} : { data: record.data.file, selection: record.selection });
    } finally {
      cancelling.dispose();
      // The result that the editor made for the request ends now, empty, and it shows messages of the newest alone.
      this.publishSoon();
    }
  }

  private async scoreAgain(
    request: vscode.TestRunRequest,
    { record, items }: Shown,
    source: ModelSource,
    wanted: readonly Answer<HansExample>[],
    token: vscode.CancellationToken,
  ): Promise<void> {
    if (wanted.length === 0) {
      void vscode.window.showInformationMessage('There is nothing here to score again.');
      return;
    }
    const model = modelOfRun(record, source);
    const cancelling = new AbortController();
    const run = this.parts.controller.createTestRun(request, `${runTitle(record)}: scored again`, false);
    const ended = new Promise<void>((resolve) => token.onCancellationRequested(() => {
      cancelling.abort(new DOMException('Cancelled', 'AbortError'));
      resolve();
    }));
    try {
      const again = new ScoreAgain(run, items, wanted, this.parts.now);
      const scoring = this.parts.scorer.use(model, async (loaded) => {
        if (!cancelling.signal.aborted) await again.score(loaded, model.prompt, cancelling.signal);
      });
      // The model may still be loading when the user cancels, and stays loaded then.
      await Promise.race([scoring, ended]);
    } finally {
      run.end();
    }
  }
}

function isSame(one: RunRecord, other: RunRecord): boolean {
  return one.id === other.id && one.state === other.state && one.times.updated === other.times.updated && one.scored === other.scored;
}
