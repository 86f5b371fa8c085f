import * as vscode from 'vscode';
import type { RunRow, RunRows } from './runRows';

/** The Runs view of the activity bar, kept up to date by what changes on disk. Its rows are loaded when it is first seen. */
export class RunsView implements vscode.TreeDataProvider<RunRow>, vscode.Disposable {
  private readonly changes = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.changes.event;

  constructor(private readonly rows: () => Promise<RunRows>) {}

  refresh(): void {
    this.changes.fire(undefined);
  }

  async getChildren(row?: RunRow): Promise<RunRow[]> {
    return (await this.rows()).children(row);
  }

  async getTreeItem(row: RunRow): Promise<vscode.TreeItem> {
    return (await this.rows()).item(row);
  }

  dispose(): void {
    this.changes.dispose();
  }
}
