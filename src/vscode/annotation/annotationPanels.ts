import * as vscode from 'vscode';
import type { Listed } from '../../core/annotation/desk';
import { showPage } from '../shared/pages/pageFiles';
import type { AnnotationOpener } from './annotationEditor';
import { AnnotationPanel, type AnnotationParts } from './annotationPanel';
import type { SetsAhead } from './setsAhead';
import { annotationViewType } from './viewType';

/** The annotation editors that are open: one a set. */
export class AnnotationPanels implements AnnotationOpener, vscode.Disposable {
  private readonly panels = new Map<string, AnnotationPanel>();
  /** What sets that are being opened were asked for. */
  private readonly asked = new Map<string, Listed>();

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly parts: AnnotationParts,
    private readonly ahead: Pick<SetsAhead, 'begin' | 'end'>,
  ) {}

  /** Opens the annotation editor of a set. @param listed annotates these examples only */
  async show(file: vscode.Uri, listed?: Listed): Promise<void> {
    // First of all: an editor that opens takes the focus from a question.
    await this.parts.annotator.get(this.parts.runs.requireFolder());
    const open = this.panels.get(file.toString());
    if (open === undefined && listed !== undefined) this.asked.set(file.toString(), listed);
    if (open === undefined) this.ahead.begin(file.fsPath);
    try {
      await vscode.commands.executeCommand('vscode.openWith', file, annotationViewType);
    } finally {
      // Taken by then, if the editor was made.
      await this.ahead.end(file.fsPath);
    }
    if (open !== undefined && listed !== undefined) await open.list(listed);
  }

  open(file: vscode.Uri, webviewPanel: vscode.WebviewPanel): void {
    const key = file.toString();
    const panel = new AnnotationPanel(webviewPanel, file.fsPath, this.parts, this.asked.get(key));
    this.asked.delete(key);
    this.panels.set(key, panel);
    webviewPanel.onDidDispose(() => {
      if (this.panels.get(key) === panel) this.panels.delete(key);
      panel.dispose();
    });
    showPage(webviewPanel.webview, this.extensionUri, { page: 'annotation', title: 'Annotation' });
    panel.begin();
  }

  dispose(): void {
    for (const panel of this.panels.values()) panel.dispose();
  }
}
