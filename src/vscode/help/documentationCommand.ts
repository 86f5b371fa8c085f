import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';

interface Page extends vscode.QuickPickItem {
  readonly file: vscode.Uri;
}

/** Opens a page of the documentation that the extension brings with it, which needs no network. */
export async function documentationCommand(folder: string): Promise<void> {
  const chosen = await vscode.window.showQuickPick(pagesIn(folder), { title: 'Blindspot’s documentation', placeHolder: 'Which page?' });
  if (chosen !== undefined) await vscode.commands.executeCommand('markdown.showPreview', chosen.file);
}

async function pagesIn(folder: string): Promise<Page[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.md')).sort();
  return Promise.all(
    names.map(async (name) => {
      const file = path.join(folder, name);
      const [title] = (await readFile(file, 'utf8')).split('\n', 1);
      return { label: title?.replace(/^# /, '') ?? name, file: vscode.Uri.file(file) };
    }),
  );
}
