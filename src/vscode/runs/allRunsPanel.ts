import * as vscode from 'vscode';
import type { ReportedRun } from '../../core/compare/runsTable';
import type { RunRecord } from '../../core/runs/record';
import { runTitle } from '../../core/runs/title';
import { fromPageSchema, panelStateSchema, type FromPage, type PanelState, type ToPage } from '../../../webview/runs/contract';
import type { PageContent } from '../shared/pages/pagePanel';
import { RunsPagePanel, type RunsPageParts } from '../shared/pages/runsPagePanel';
import { PagePanels } from '../shared/pages/pagePanels';
import { copyTable, saveCsv, savePng } from '../shared/pages/takeAway';
import { showsSeedBands } from '../shared/settings';
import { allRunsViewType } from './allRunsViewType';
import type { RunReports } from './runReports';
import { shownRuns, tableInOrder, type ManyRuns } from './shownRuns';

export interface AllRunsParts extends RunsPageParts {
  readonly reports: Pick<RunReports, 'read' | 'outcomeOf'>;
}

export type AllRunsPanels = PagePanels<PanelState, AllRunsPanel>;

/** The panel of all runs: there is one. */
export function allRunsPanels(extensionUri: vscode.Uri, parts: AllRunsParts): AllRunsPanels {
  return new PagePanels(extensionUri, parts.log, {
    viewType: allRunsViewType,
    page: 'runs',
    title: 'All Runs',
    state: panelStateSchema,
    build: (panel) => new AllRunsPanel(panel, parts),
    shows: () => true,
  });
}

/** Shown as far as they are read after this, so that nobody waits for the last of fifty. */
const patienceMilliseconds = 500;

/** All runs of the folder, in a chart and a table. */
class AllRunsPanel extends RunsPagePanel<FromPage, ToPage> {
  constructor(
    panel: vscode.WebviewPanel,
    private readonly allParts: AllRunsParts,
  ) {
    super(panel, fromPageSchema, allParts);
  }

  /** All there are. */
  protected get about(): readonly string[] {
    return [];
  }

  protected async content(runs: readonly RunRecord[]): Promise<PageContent<ToPage>> {
    const many = await this.readSome(runs);
    return { title: 'All Runs', message: shownRuns({ ...many, seedBands: showsSeedBands() }, runs), goesOn: many.unread > 0 };
  }

  protected async obey(message: Exclude<FromPage, { type: 'ready' }>): Promise<void> {
    switch (message.type) {
      case 'openBreakdown': {
        const { runs } = await this.parts.runs.library.list();
        const record = runs.find(({ id }) => id === message.run);
        if (record !== undefined) await vscode.commands.executeCommand('blindspot.openBreakdown', { kind: 'run', record });
        return;
      }
      case 'compare':
        await vscode.commands.executeCommand('blindspot.compareRuns', { a: message.a, b: message.b });
        return;
      case 'copy':
        return copyTable(tableInOrder(await this.reported(), message.order), message.format);
      case 'saveCsv':
        return saveCsv(tableInOrder(await this.reported(), message.order), 'runs');
      case 'savePng':
        return savePng(message.dataUrl, 'runs');
    }
  }

  private async reported(): Promise<readonly ReportedRun[]> {
    const { runs } = await this.parts.runs.library.list();
    return (await this.readSome(runs)).reported;
  }

  /** Reads runs until it has taken long enough; those that were read before cost nothing. */
  private async readSome(runs: readonly RunRecord[]): Promise<Omit<ManyRuns, 'seedBands'>> {
    const started = performance.now();
    const reported: ReportedRun[] = [];
    const leftOut: string[] = [];
    let unread = 0;
    for (const record of runs) {
      if (record.state === 'running') {
        leftOut.push(`“${runTitle(record)}” is left out while it is running.`);
        continue;
      }
      const known = this.allParts.reports.outcomeOf(record);
      if (known === undefined && performance.now() - started > patienceMilliseconds) {
        unread += 1;
        continue;
      }
      const outcome = known ?? (await this.allParts.reports.read(record));
      if ('problem' in outcome) leftOut.push(`“${runTitle(record)}” is left out: ${outcome.problem}`);
      else reported.push({ record, report: outcome });
    }
    return { reported, unread, leftOut };
  }
}
