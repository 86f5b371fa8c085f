import * as vscode from 'vscode';

/** Known to package.json as well: the button that copies is for documents of this scheme. */
const scheme = 'blindspot-report';

/** Documents that Blindspot has written for somebody to read or to pass on: nobody can change them, and they are no files. */
export class ReportDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly texts = new Map<string, string>();
  private readonly changes = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changes.event;
  private readonly registration = vscode.workspace.registerTextDocumentContentProvider(scheme, this);

  provideTextDocumentContent({ path }: vscode.Uri): string {
    return this.texts.get(path) ?? 'This was shown before the window was reloaded: ask for it again.\n';
  }

  /** @param name of the tab; a document of this name is written anew */
  async show(name: string, text: string): Promise<void> {
    const uri = vscode.Uri.from({ scheme, path: `/${name.replaceAll('/', '-')}` });
    this.texts.set(uri.path, text);
    this.changes.fire(uri);
    await vscode.window.showTextDocument(uri, { preview: true });
  }

  /** Puts the document in view into the clipboard. */
  async copy(): Promise<void> {
    const document = vscode.window.activeTextEditor?.document;
    if (document?.uri.scheme !== scheme) return;
    await vscode.env.clipboard.writeText(document.getText());
    vscode.window.setStatusBarMessage('Copied', 3000);
  }

  dispose(): void {
    this.registration.dispose();
    this.changes.dispose();
  }
}
