import * as vscode from 'vscode';
import { comparisonTable } from '../../core/compare/comparisonTable';
import { filterOfCell } from '../../core/failures/filter';
import type { RunRecord } from '../../core/runs/record';
import { runTitle, subjectOf } from '../../core/runs/title';
import { UserError } from '../../core/userError';
import { compareRead, type ComparedRuns } from '../../workflows/compareRuns';
import { runAsRead } from '../../workflows/readRun';
import type { RunResults } from '../../workflows/runLibrary';
import { fromPageSchema, type FromPage, type ToPage } from '../../../webview/compare/contract';
import type { FailureSubject } from '../failures/argument';
import { evaluateSameModel } from '../shared/pages/evaluateSameModel';
import type { PageContent } from '../shared/pages/pagePanel';
import { requireRuns, RunsPagePanel, type RunsPageParts } from '../shared/pages/runsPagePanel';
import { copyTable, savePng } from '../shared/pages/takeAway';
import { showsSeedBands } from '../shared/settings';
import { shownComparison } from './shownComparison';

/** The IDs of two runs: B is compared with A. */
export interface RunPair {
  readonly a: string;
  readonly b: string;
}

/** Two runs on their common examples. */
export class ComparePanel extends RunsPagePanel<FromPage, ToPage> {
  constructor(
    panel: vscode.WebviewPanel,
    private chosen: RunPair,
    parts: RunsPageParts,
  ) {
    super(panel, fromPageSchema, parts);
  }

  /** The runs that are shown. */
  get pair(): RunPair {
    return this.chosen;
  }

  protected get about(): readonly string[] {
    return [this.chosen.a, this.chosen.b];
  }

  protected async content(runs: readonly RunRecord[]): Promise<PageContent<ToPage>> {
    const { a: idOfA, b: idOfB } = this.chosen;
    try {
      requireRuns(this.about, runs);
      const [a, b] = await this.both();
      const compared = compare(a, b);
      return {
        title: `Compare: ${subjectOf(a.record)} ↔ ${subjectOf(b.record)}`,
        message: shownComparison({ a: a.record, b: b.record, comparison: compared.comparison, warnings: compared.warnings, seedBands: showsSeedBands() }, runs),
        goesOn: [a, b].some(({ record }) => record.state === 'running'),
      };
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      // Told with the choice of runs, so that others can be chosen instead.
      return {
        title: 'Compare Runs',
        message: { type: 'refused', runs: runs.map((record) => ({ id: record.id, title: runTitle(record) })), a: idOfA, b: idOfB, message: error.message },
        goesOn: false,
      };
    }
  }

  protected async obey(message: Exclude<FromPage, { type: 'ready' }>): Promise<void> {
    const { a, b } = this.chosen;
    switch (message.type) {
      case 'choose':
        this.chosen = { a: message.a, b: message.b };
        return this.show();
      case 'openChanged':
        return openFailures({ run: a, compareWith: b, change: message.change, ...(message.cell === null ? {} : filterOfCell(message.cell)) });
      case 'openFailures':
        return openFailures({ run: this.chosen[message.side], ...filterOfCell(message.cell) });
      case 'openBreakdown': {
        const { record } = await this.results.of(this.chosen[message.side]);
        await vscode.commands.executeCommand('blindspot.openBreakdown', { kind: 'run', record });
        return;
      }
      case 'evaluateMnli':
        return evaluateSameModel((await this.results.of(this.chosen[message.side])).record);
      case 'copy':
        return copyTable(comparisonTable(compare(...(await this.both())).comparison), message.format);
      case 'savePng':
        return savePng(message.dataUrl, `${a}-and-${b}`);
    }
  }

  private async both(): Promise<[RunResults, RunResults]> {
    const { a, b } = this.chosen;
    return [await this.results.of(a), await this.results.of(b)];
  }
}

function compare(a: RunResults, b: RunResults): ComparedRuns {
  return compareRead(runAsRead(a), runAsRead(b));
}

async function openFailures(document: FailureSubject): Promise<void> {
  await vscode.commands.executeCommand('blindspot.openFailures', document);
}
