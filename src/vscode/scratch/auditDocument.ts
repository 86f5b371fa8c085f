import * as vscode from 'vscode';
import { auditText, type ScoredPair } from '../../core/audit/text';

const scheme = 'blindspot-audit';

/** The audit of a scratch example beside it: a document that is computed, and told anew with each answer. */
export class AuditDocument implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly changes = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changes.event;
  private readonly registration = vscode.workspace.registerTextDocumentContentProvider(scheme, this);

  /** @param answerOf the latest answer to a scratch example */
  constructor(private readonly answerOf: (scratch: string) => ScoredPair | undefined) {}

  provideTextDocumentContent(uri: vscode.Uri): string {
    const scored = this.answerOf(uri.query);
    return scored === undefined ? 'There is no answer yet: choose “Score” above the example.\n' : auditText(scored);
  }

  changed(scratch: vscode.Uri): void {
    this.changes.fire(uriFor(scratch));
  }

  /** Beside the example, which keeps the focus. */
  async show(scratch: vscode.Uri): Promise<void> {
    await vscode.window.showTextDocument(uriFor(scratch), { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true, preview: true });
  }

  dispose(): void {
    this.registration.dispose();
    this.changes.dispose();
  }
}

function uriFor(scratch: vscode.Uri): vscode.Uri {
  return vscode.Uri.from({ scheme, path: '/Answer and audit', query: scratch.toString() });
}
