import * as vscode from 'vscode';

/** Blindspot's place in the status bar: what goes on, or else the way to its commands. */
export class StatusItem implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem('blindspot.status', vscode.StatusBarAlignment.Left);

  constructor() {
    this.item.name = 'Blindspot';
    this.idle();
    this.item.show();
  }

  idle(): void {
    this.item.text = '$(eye) Blindspot';
    this.item.tooltip = 'Show the commands of Blindspot';
    this.item.command = { command: 'workbench.action.quickOpen', title: 'Show Commands', arguments: ['>Blindspot: '] };
  }

  /** @param command what a click does */
  busy(text: string, tooltip: string, command: string): void {
    this.item.text = `$(loading~spin) Blindspot${text}`;
    this.item.tooltip = tooltip;
    this.item.command = command;
  }

  dispose(): void {
    this.item.dispose();
  }
}
