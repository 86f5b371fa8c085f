import * as vscode from 'vscode';
import { reportTable, reportsTable, toCsv, toMarkdown } from '../../core/report/table';
import type { RunRecord } from '../../core/runs/record';
import { runTitle, stem, subjectOf } from '../../core/runs/title';
import { UserError } from '../../core/userError';
import type { RunResults } from '../../workflows/runLibrary';
import { fromPageSchema, type FromPage, type Slot, type ToPage } from '../../../webview/breakdown/contract';
import type { Problems } from '../shared/problem';
import type { WorkspaceRuns } from '../shared/workspace';
import { failurePage } from './failurePage';
import { shownRun } from './shownRun';

/** The IDs of the runs in a panel. */
export interface ChosenRuns {
  readonly first: string;
  readonly second: string | null;
}

export interface BreakdownPanelParts {
  readonly runs: Pick<WorkspaceRuns, 'library'>;
  readonly problems: Problems;
  readonly log: vscode.LogOutputChannel;
}

/** Runs that go on are read again after a second, or after ten times as long as reading them took. */
const refreshMilliseconds = 1000;
const refreshShare = 10;

/** One panel: answers its page. While the page is hidden it holds no results and posts nothing. */
export class BreakdownPanel implements vscode.Disposable {
  private readonly subscriptions: vscode.Disposable[];
  private readonly results = new Map<string, Promise<RunResults>>();
  /** The page is there and listens. A hidden page is thrown away by the editor, and begins again. */
  private listening = false;
  private timer: NodeJS.Timeout | undefined;
  /** Counts readings, so that one which was overtaken is not shown. */
  private reading = 0;

  constructor(
    private readonly panel: vscode.WebviewPanel,
    private chosen: ChosenRuns,
    private readonly parts: BreakdownPanelParts,
  ) {
    this.subscriptions = [
      panel.webview.onDidReceiveMessage((message: unknown) => this.receive(message)),
      panel.onDidChangeViewState(() => {
        if (!panel.visible) this.rest();
      }),
    ];
    // Read while the page loads, which takes about as long.
    this.resultsOf(chosen.first).catch((error: unknown) => {
      parts.log.debug(`Run ${chosen.first} could not be read ahead; the page will ask again.`, error);
    });
  }

  /** The run that the panel is about. */
  get first(): string {
    return this.chosen.first;
  }

  reveal(): void {
    this.panel.reveal();
    this.refresh();
  }

  /** Shows the runs as they are now, within a second. */
  refresh(): void {
    if (this.listening) this.timer ??= this.showAfter(refreshMilliseconds);
  }

  dispose(): void {
    this.rest();
    for (const subscription of this.subscriptions) subscription.dispose();
    this.panel.dispose();
  }

  private rest(): void {
    this.listening = false;
    this.reading += 1;
    clearTimeout(this.timer);
    this.timer = undefined;
    this.results.clear();
  }

  private async receive(message: unknown): Promise<void> {
    const parsed = fromPageSchema.safeParse(message);
    if (!parsed.success) {
      this.parts.log.error('The breakdown page sent a message that does not fit the contract; it was not obeyed.', parsed.error.message);
      return;
    }
    try {
      await this.obey(parsed.data);
    } catch (error) {
      this.parts.problems.tell(error);
    }
  }

  private async obey(message: FromPage): Promise<void> {
    switch (message.type) {
      case 'ready':
        this.listening = true;
        return this.show();
      case 'choose':
        return this.choose(message.slot, message.run);
      case 'failures': {
        const { answers } = await this.resultsIn(message.slot);
        return this.post(failurePage(answers, message.slot, message.cell, message.page));
      }
      case 'copy':
        return this.copy(message.format);
      case 'savePng':
        return this.savePng(message.dataUrl);
      case 'openExample':
        return this.openExample(message.slot, message.id);
    }
  }

  private async choose(slot: Slot, run: string | null): Promise<void> {
    if (slot === 'second') this.chosen = { ...this.chosen, second: run };
    else if (run !== null) this.chosen = { ...this.chosen, first: run };
    await this.show();
  }

  private async show(read: 'missing' | 'changed' = 'missing'): Promise<void> {
    const reading = (this.reading += 1);
    const started = performance.now();
    clearTimeout(this.timer);
    this.timer = undefined;
    const { first, second } = this.chosen;
    try {
      const { runs } = await this.parts.runs.library.list();
      if (read === 'changed') await this.forgetChanged(runs);
      const gone = [first, second].find((id) => id !== null && !runs.some((run) => run.id === id));
      if (gone != null) throw new UserError('not-found', `The run ${gone} is not there any more: it was deleted or moved. Open another run from the Runs view.`);
      const firstResults = await this.resultsOf(first);
      const secondResults = second === null ? null : await this.resultsOf(second);
      if (reading !== this.reading) return;
      this.panel.title = `Breakdown: ${subjectOf(firstResults.record)}, ${stem(firstResults.record.data.file)}`;
      await this.post({
        type: 'breakdown',
        runs: runs.map((record) => ({ id: record.id, title: runTitle(record) })),
        first: shownRun(firstResults),
        second: secondResults === null ? null : shownRun(secondResults),
      });
      const running = [firstResults, secondResults].some((results) => results?.record.state === 'running');
      if (running) this.timer ??= this.showAfter(Math.max(refreshMilliseconds, refreshShare * (performance.now() - started)));
    } catch (error) {
      if (reading !== this.reading) return;
      this.parts.log.warn(`Runs ${[first, second].join(', ')} could not be shown.`, error);
      await this.post({ type: 'problem', message: error instanceof Error ? error.message : String(error) });
    }
  }

  private showAfter(milliseconds: number): NodeJS.Timeout {
    return setTimeout(() => {
      this.timer = undefined;
      void this.show('changed');
    }, milliseconds);
  }

  /** Forgets the results of runs that went on, are gone, or were run again. */
  private async forgetChanged(runs: readonly RunRecord[]): Promise<void> {
    for (const [id, results] of this.results) {
      const { record } = await results;
      const now = runs.find((run) => run.id === id);
      const same = now?.state === record.state && now.times.updated === record.times.updated;
      if (!same || record.state === 'running') this.results.delete(id);
    }
  }

  private resultsOf(run: string): Promise<RunResults> {
    const known = this.results.get(run);
    if (known !== undefined) return known;
    const results = this.parts.runs.library.results(run);
    this.results.set(run, results);
    results.catch(() => this.results.delete(run));
    return results;
  }

  private async resultsIn(slot: Slot): Promise<RunResults> {
    return this.resultsOf(slot === 'first' ? this.chosen.first : (this.chosen.second ?? this.chosen.first));
  }

  private async copy(format: 'csv' | 'markdown'): Promise<void> {
    const { first, second } = this.chosen;
    const shown = await Promise.all((second === null ? [first] : [first, second]).map((run) => this.resultsOf(run)));
    const reports = shown.map(({ record, report }) => ({ title: runTitle(record), report }));
    const [only] = reports;
    const table = reports.length === 1 && only !== undefined ? reportTable(only.report) : reportsTable(reports);
    await vscode.env.clipboard.writeText(format === 'csv' ? toCsv(table) : `${toMarkdown(table)}\n`);
    vscode.window.setStatusBarMessage(`Copied as ${format === 'csv' ? 'CSV' : 'Markdown'}`, 3000);
  }

  private async savePng(dataUrl: string): Promise<void> {
    const { record } = await this.resultsIn('first');
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    const target = await vscode.window.showSaveDialog({
      ...(folder === undefined ? {} : { defaultUri: vscode.Uri.joinPath(folder, `${record.id}.png`) }),
      filters: { 'PNG picture': ['png'] },
      title: 'Save the chart',
    });
    if (target === undefined) return;
    await vscode.workspace.fs.writeFile(target, Buffer.from(dataUrl.slice(dataUrl.indexOf(',') + 1), 'base64'));
  }

  /** In the group beside the panel, so that the list of examples stays in view. */
  private async openExample(slot: Slot, id: string): Promise<void> {
    const { record, answers } = await this.resultsIn(slot);
    const answer = answers.answers.find(({ example }) => example.id === id);
    if (answer === undefined) return;
    const line = answer.example.line - 1;
    await vscode.window.showTextDocument(vscode.Uri.file(record.data.file), {
      viewColumn: vscode.ViewColumn.Beside,
      selection: new vscode.Range(line, 0, line, 0),
      preview: true,
    });
  }

  private async post(message: ToPage): Promise<void> {
    if (this.listening) await this.panel.webview.postMessage(message);
  }
}
