import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { webviewHtml } from '../webviewHtml';

/** A page's folder under `webview/`, and how it is called until it knows better. */
export interface PageFiles {
  readonly page: string;
  readonly title: string;
}

/** Puts a page into a web view: its script and style sheet from the extension's own files, and nothing else. */
export function showPage(webview: vscode.Webview, extensionUri: vscode.Uri, { page, title }: PageFiles): void {
  const folder = vscode.Uri.joinPath(extensionUri, 'dist', 'webview');
  const served = (name: string): string => webview.asWebviewUri(vscode.Uri.joinPath(folder, name)).toString();
  webview.options = pageOptions(extensionUri);
  webview.html = webviewHtml({
    view: page,
    title,
    script: served(`${page}.js`),
    style: served(`${page}.css`),
    cspSource: webview.cspSource,
    nonce: randomBytes(16).toString('base64url'),
  });
}

export function pageOptions(extensionUri: vscode.Uri): vscode.WebviewOptions {
  return { enableScripts: true, localResourceRoots: [vscode.Uri.joinPath(extensionUri, 'dist', 'webview')] };
}
