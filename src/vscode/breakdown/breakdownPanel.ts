import * as vscode from 'vscode';
import { reportTable, reportsTable } from '../../core/report/table';
import type { RunRecord } from '../../core/runs/record';
import { runTitle, stem, subjectOf } from '../../core/runs/title';
import type { RunResults } from '../../workflows/runLibrary';
import { fromPageSchema, type FromPage, type Slot, type ToPage } from '../../../webview/breakdown/contract';
import type { ExampleOfRun } from '../failures/argument';
import { evaluateSameModel } from '../shared/pages/evaluateSameModel';
import type { PageContent } from '../shared/pages/pagePanel';
import { requireRuns, RunsPagePanel, type RunsPageParts } from '../shared/pages/runsPagePanel';
import { copyTable, savePng, type TableFormat } from '../shared/pages/takeAway';
import { failurePage } from './failurePage';
import { shownRun } from './shownRun';

/** The IDs of the runs in a panel. */
export interface ChosenRuns {
  readonly first: string;
  readonly second: string | null;
}

export interface BreakdownParts extends RunsPageParts {
  /** Failing examples were listed. */
  readonly onFailures: () => void;
}

/** A run's breakdown, with another run beside it if one likes. */
export class BreakdownPanel extends RunsPagePanel<FromPage, ToPage> {
  constructor(
    panel: vscode.WebviewPanel,
    private chosen: ChosenRuns,
    private readonly breakdownParts: BreakdownParts,
  ) {
    super(panel, fromPageSchema, breakdownParts);
  }

  /** The run that the panel is about. */
  get first(): string {
    return this.chosen.first;
  }

  protected get about(): readonly string[] {
    const { first, second } = this.chosen;
    return second === null ? [first] : [first, second];
  }

  protected async content(runs: readonly RunRecord[]): Promise<PageContent<ToPage>> {
    const { first, second } = this.chosen;
    requireRuns(this.about, runs);
    const firstResults = await this.results.of(first);
    const secondResults = second === null ? null : await this.results.of(second);
    return {
      title: `Breakdown: ${subjectOf(firstResults.record)}, ${stem(firstResults.record.data.file)}`,
      message: {
        type: 'breakdown',
        runs: runs.map((record) => ({ id: record.id, title: runTitle(record) })),
        first: shownRun(firstResults, runs),
        second: secondResults === null ? null : shownRun(secondResults, runs),
      },
      goesOn: [firstResults, secondResults].some((results) => results?.record.state === 'running'),
    };
  }

  protected async obey(message: Exclude<FromPage, { type: 'ready' }>): Promise<void> {
    switch (message.type) {
      case 'choose':
        return this.choose(message.slot, message.run);
      case 'failures': {
        const { answers } = await this.resultsIn(message.slot);
        this.breakdownParts.onFailures();
        return this.post(failurePage(answers, message.slot, message.cell, message.page));
      }
      case 'evaluateMnli':
        return evaluateSameModel((await this.resultsIn(message.slot)).record);
      case 'copy':
        return this.copy(message.format);
      case 'savePng':
        return savePng(message.dataUrl, (await this.resultsIn('first')).record.id);
      case 'openExample':
        await vscode.commands.executeCommand('blindspot.openExample', { run: this.runIn(message.slot), example: message.id } satisfies ExampleOfRun);
    }
  }

  private async choose(slot: Slot, run: string | null): Promise<void> {
    if (slot === 'second') this.chosen = { ...this.chosen, second: run };
    else if (run !== null) this.chosen = { ...this.chosen, first: run };
    await this.show();
  }

  private runIn(slot: Slot): string {
    return slot === 'first' ? this.chosen.first : (this.chosen.second ?? this.chosen.first);
  }

  private async resultsIn(slot: Slot): Promise<RunResults> {
    return this.results.of(this.runIn(slot));
  }

  private async copy(format: TableFormat): Promise<void> {
    const shown = await Promise.all(this.about.map((run) => this.results.of(run)));
    const reports = shown.map(({ record, report }) => ({ title: runTitle(record), report }));
    const [only] = reports;
    await copyTable(reports.length === 1 && only !== undefined ? reportTable(only.report) : reportsTable(reports), format);
  }
}
