import * as vscode from 'vscode';
import type * as z from 'zod';
import { pageOptions, showPage } from './pageFiles';

/** A kind of page: how its panels are called, and how one is made. */
export interface PageKind<Subject, Panel extends OpenPanel> {
  /** Declared in package.json as well: the editor wakes the extension by it to restore a panel. */
  readonly viewType: string;
  /** The page's folder under `webview/`; its icon in `media/` begins with it too. */
  readonly page: string;
  /** Of the tab until the page knows better. */
  readonly title: string;
  /** Of what the page keeps for a reload: at least what the panel is about. */
  readonly state: z.ZodType<Subject>;
  build(panel: vscode.WebviewPanel, subject: Subject): Panel;
  /** Does the panel show this already? */
  shows(panel: Panel, subject: Subject): boolean;
}

export interface OpenPanel extends vscode.Disposable {
  begin(): void;
  reveal(): void;
  refresh(): void;
}

/** The panels of one kind that are open. */
export class PagePanels<Subject, Panel extends OpenPanel> implements vscode.Disposable {
  private readonly panels = new Set<Panel>();

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly log: vscode.LogOutputChannel,
    private readonly kind: PageKind<Subject, Panel>,
  ) {}

  /** Shows something: in the panel that shows it already, or in a new one. */
  open(subject: Subject): void {
    const open = [...this.panels].find((panel) => this.kind.shows(panel, subject));
    if (open !== undefined) {
      open.reveal();
      return;
    }
    const { viewType, title } = this.kind;
    this.adopt(vscode.window.createWebviewPanel(viewType, title, vscode.ViewColumn.Active, pageOptions(this.extensionUri)), subject);
  }

  /** Runs have changed on disk. */
  refresh(): void {
    for (const panel of this.panels) panel.refresh();
  }

  /** After a reload of the window: the page kept what it showed. */
  restore(panel: vscode.WebviewPanel, state: unknown): void {
    const parsed = this.kind.state.safeParse(state);
    if (!parsed.success) {
      this.log.warn(`A panel “${this.kind.title}” was closed, because what it kept cannot be read.`, parsed.error.message);
      panel.dispose();
      return;
    }
    this.adopt(panel, parsed.data);
  }

  dispose(): void {
    for (const panel of this.panels) panel.dispose();
  }

  private adopt(webviewPanel: vscode.WebviewPanel, subject: Subject): void {
    const panel = this.build(webviewPanel, subject);
    this.panels.add(panel);
    webviewPanel.onDidDispose(() => {
      this.panels.delete(panel);
      panel.dispose();
    });
    // A tab's icon is a picture, which does not take the tab's colour.
    const { page, title } = this.kind;
    webviewPanel.iconPath = { light: this.file('media', `${page}-light.svg`), dark: this.file('media', `${page}-dark.svg`) };
    showPage(webviewPanel.webview, this.extensionUri, { page, title });
    panel.begin();
  }

  /** One that cannot be, such as without a folder, leaves no empty tab behind. */
  private build(webviewPanel: vscode.WebviewPanel, subject: Subject): Panel {
    try {
      return this.kind.build(webviewPanel, subject);
    } catch (error) {
      webviewPanel.dispose();
      throw error;
    }
  }

  private file(...path: readonly string[]): vscode.Uri {
    return vscode.Uri.joinPath(this.extensionUri, ...path);
  }
}
