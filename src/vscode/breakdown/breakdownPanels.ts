import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { panelStateSchema } from '../../../webview/breakdown/contract';
import type { Problems } from '../shared/problem';
import { webviewHtml } from '../shared/webviewHtml';
import type { WorkspaceRuns } from '../shared/workspace';
import { BreakdownPanel, type ChosenRuns } from './breakdownPanel';
import { breakdownViewType } from './viewType';

/** The breakdown panels that are open: one a run. */
export class BreakdownPanels implements vscode.Disposable {
  private readonly panels = new Set<BreakdownPanel>();

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly runs: Pick<WorkspaceRuns, 'library'>,
    private readonly problems: Problems,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  /** Shows a run: in the panel that shows it already, or in a new one. */
  open(run: string): void {
    const open = [...this.panels].find((panel) => panel.first === run);
    if (open !== undefined) {
      open.reveal();
      return;
    }
    const panel = vscode.window.createWebviewPanel(breakdownViewType, 'Breakdown', vscode.ViewColumn.Active, this.options());
    this.adopt(panel, { first: run, second: null });
  }

  /** Runs have changed on disk. */
  refresh(): void {
    for (const panel of this.panels) panel.refresh();
  }

  /** After a reload of the window: the page kept which runs it showed. */
  restore(panel: vscode.WebviewPanel, state: unknown): void {
    const parsed = panelStateSchema.safeParse(state);
    if (!parsed.success) {
      this.log.warn('A breakdown panel was closed, because what it kept cannot be read.', parsed.error.message);
      panel.dispose();
      return;
    }
    panel.webview.options = this.options();
    this.adopt(panel, parsed.data);
  }

  dispose(): void {
    for (const panel of this.panels) panel.dispose();
  }

  private adopt(webviewPanel: vscode.WebviewPanel, { first, second }: ChosenRuns): void {
    const panel = new BreakdownPanel(webviewPanel, { first, second }, { runs: this.runs, problems: this.problems, log: this.log });
    this.panels.add(panel);
    webviewPanel.onDidDispose(() => {
      this.panels.delete(panel);
      panel.dispose();
    });
    // A tab's icon is a picture, which does not take the tab's colour.
    webviewPanel.iconPath = { light: this.media('breakdown-light.svg'), dark: this.media('breakdown-dark.svg') };
    webviewPanel.webview.html = this.html(webviewPanel.webview);
  }

  private media(file: string): vscode.Uri {
    return vscode.Uri.joinPath(this.extensionUri, 'media', file);
  }

  private options(): vscode.WebviewOptions {
    return { enableScripts: true, localResourceRoots: [vscode.Uri.joinPath(this.extensionUri, 'dist', 'webview')] };
  }

  private html(webview: vscode.Webview): string {
    const served = (file: string): string =>
      webview.asWebviewUri(vscode.Uri.joinPath(this.extensionUri, 'dist', 'webview', file)).toString();
    return webviewHtml({
      view: 'breakdown',
      title: 'Breakdown',
      script: served('breakdown.js'),
      style: served('breakdown.css'),
      cspSource: webview.cspSource,
      nonce: randomBytes(16).toString('base64url'),
    });
  }
}
