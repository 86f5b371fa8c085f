import * as vscode from 'vscode';

const filters = { Sets: ['jsonl', 'tsv', 'txt'], 'All files': ['*'] };

/** Asks for sets. @returns undefined when the user gave up */
export async function pickSets(title: string): Promise<string[] | undefined> {
  const chosen = await vscode.window.showOpenDialog({ title, openLabel: 'Measure', canSelectMany: true, filters });
  return chosen?.map(({ fsPath }) => fsPath);
}

/** Asks for one set. @returns undefined when the user gave up */
export async function pickSet(title: string): Promise<string | undefined> {
  const [chosen] = (await vscode.window.showOpenDialog({ title, openLabel: 'Choose', filters })) ?? [];
  return chosen?.fsPath;
}
