import * as vscode from 'vscode';
import type { Experiments } from './buildExperiments';
import type { ExperimentRow } from './experimentRows';
import type { ExperimentsSurface } from './experimentsInView';
import { drivesKey } from './keptDrives';

const files: vscode.DocumentSelector = { scheme: 'file', pattern: '**/*.experiment.json' };

/** The Experiments view, and what stands over an experiment's file. What fills them is loaded when they are first seen. */
export class ExperimentsView implements vscode.TreeDataProvider<ExperimentRow>, vscode.CodeLensProvider, ExperimentsSurface, vscode.Disposable {
  private readonly rows = new vscode.EventEmitter<undefined>();
  private readonly lenses = new vscode.EventEmitter<void>();
  private readonly looks = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.rows.event;
  readonly onDidChangeCodeLenses = this.lenses.event;
  readonly onLook = this.looks.event;
  private readonly view: vscode.TreeView<ExperimentRow>;
  private readonly subscriptions: readonly vscode.Disposable[];

  constructor(
    memento: vscode.Memento,
    private readonly experiments: () => Promise<Experiments>,
  ) {
    this.view = vscode.window.createTreeView('blindspot.experiments', { treeDataProvider: this, showCollapseAll: true });
    const look = (): void => {
      if (this.watched) this.looks.fire();
    };
    this.subscriptions = [
      this.view.onDidChangeVisibility(look),
      vscode.window.onDidChangeVisibleTextEditors(look),
      vscode.languages.registerCodeLensProvider(files, this),
    ];
    // One that was under way when the window was closed is offered to be resumed.
    if (memento.get(drivesKey) !== undefined) void experiments().then((all) => all.offerResume());
  }

  /** At the view, or at an experiment's file. */
  get watched(): boolean {
    return this.view.visible || vscode.window.visibleTextEditors.some(({ document }) => vscode.languages.match(files, document) > 0);
  }

  changed(): void {
    this.rows.fire(undefined);
    this.lenses.fire();
  }

  async getChildren(row?: ExperimentRow): Promise<ExperimentRow[]> {
    return (await this.experiments()).rowsBelow(row);
  }

  async getTreeItem(row: ExperimentRow): Promise<vscode.TreeItem> {
    return (await this.experiments()).itemOf(row);
  }

  async provideCodeLenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    return (await this.experiments()).lensesOf(document);
  }

  dispose(): void {
    for (const part of [this.view, this.rows, this.lenses, this.looks, ...this.subscriptions]) part.dispose();
  }
}
