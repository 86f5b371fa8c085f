import * as vscode from 'vscode';
import { annotationViewType } from './viewType';

/** Shows a set for annotation in an editor of its own. */
export interface AnnotationOpener {
  open(file: vscode.Uri, panel: vscode.WebviewPanel): void;
}

/** Makes the annotation editor known. Read-only: decisions go to a file of their own, and the set is never changed. */
export function registerAnnotationEditor(opener: () => Promise<AnnotationOpener>): vscode.Disposable {
  return vscode.window.registerCustomEditorProvider(annotationViewType, {
    openCustomDocument: (uri: vscode.Uri): vscode.CustomDocument => ({ uri, dispose: () => undefined }),
    resolveCustomEditor: async ({ uri }: vscode.CustomDocument, panel: vscode.WebviewPanel) => (await opener()).open(uri, panel),
  } satisfies vscode.CustomReadonlyEditorProvider);
}
