import * as vscode from 'vscode';

/** Where models are is asked for once in a window: its list, its downloads and what it knows of each file belong to one folder. */
export async function offerReload(): Promise<void> {
  const reload = 'Reload Window';
  const answer = await vscode.window.showInformationMessage('Blindspot takes its models from the other folder once the window is loaded anew.', reload);
  if (answer === reload) await vscode.commands.executeCommand('workbench.action.reloadWindow');
}
