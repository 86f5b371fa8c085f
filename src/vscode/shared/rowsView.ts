import * as vscode from 'vscode';

/** What a view shows: rows, and how each looks. */
export interface Rows<Row> {
  children(row?: Row): Promise<Row[]>;
  item(row: Row): vscode.TreeItem;
}

/** A view of the activity bar. Its rows are loaded when it is first seen. */
export class RowsView<Row> implements vscode.TreeDataProvider<Row>, vscode.Disposable {
  private readonly changes = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.changes.event;

  constructor(private readonly rows: () => Promise<Rows<Row>>) {}

  refresh(): void {
    this.changes.fire(undefined);
  }

  async getChildren(row?: Row): Promise<Row[]> {
    return (await this.rows()).children(row);
  }

  async getTreeItem(row: Row): Promise<vscode.TreeItem> {
    return (await this.rows()).item(row);
  }

  dispose(): void {
    this.changes.dispose();
  }
}
