import path from 'node:path';
import * as vscode from 'vscode';
import { fromPageSchema, panelStateSchema, type FromPage, type PanelState, type ToPage } from '../../../webview/trainings/contract';
import { PagePanel, type PageContent, type PageParts } from '../shared/pages/pagePanel';
import { PagePanels } from '../shared/pages/pagePanels';
import { copyTable } from '../shared/pages/takeAway';
import { watch } from '../shared/watchFile';
import { chartedTrainings, progressTable, shownTrainings, type ManyTrainings } from './shownTrainings';
import { TrainingCurves, type ReadCurve } from './trainingCurves';
import { trainingsViewType } from './trainingsViewType';
import type { WorkspaceTrainings } from './workspaceTrainings';

export interface TrainingsParts extends PageParts {
  readonly trainings: WorkspaceTrainings;
}

export type TrainingsPanels = PagePanels<PanelState, TrainingsPanel>;

/** The live pages of trainings. */
export function trainingsPanels(extensionUri: vscode.Uri, parts: TrainingsParts): TrainingsPanels {
  return new PagePanels(extensionUri, parts.log, {
    viewType: trainingsViewType,
    page: 'trainings',
    title: 'Trainings',
    state: panelStateSchema,
    build: (panel, { charted }: PanelState) => new TrainingsPanel(panel, charted, parts),
    shows: (panel, { charted }) => charted === null || charted.join() === panel.chosen?.join(),
  });
}

const commands = { stop: 'blindspot.stopTraining', resume: 'blindspot.resumeTraining', evaluate: 'blindspot.evaluateAdapter' } as const;

/** Trainings over each other, as their folders tell it: begun here, in another window or in a terminal. */
class TrainingsPanel extends PagePanel<FromPage, ToPage> {
  private readonly curves: TrainingCurves;
  private readonly watcher: vscode.Disposable;

  constructor(
    panel: vscode.WebviewPanel,
    private choice: readonly string[] | null,
    private readonly parts: TrainingsParts,
  ) {
    super(panel, fromPageSchema, parts);
    const { store } = parts.trainings;
    this.curves = new TrainingCurves((id) => store.progressOf(id));
    this.watcher = watch(new vscode.RelativePattern(path.dirname(store.folderOf('x')), '*/{training.json,progress.jsonl}'), () => this.refresh());
  }

  /** The reader's choice of trainings. */
  get chosen(): readonly string[] | null {
    return this.choice;
  }

  override dispose(): void {
    this.watcher.dispose();
    super.dispose();
  }

  protected async compose(): Promise<PageContent<ToPage>> {
    const many = await this.read();
    const running = many.trainings.some(({ state }) => state === 'running');
    return { title: 'Trainings', message: shownTrainings(many, vscode.workspace.isTrusted), goesOn: running };
  }

  protected async obey(message: Exclude<FromPage, { type: 'ready' }>): Promise<void> {
    switch (message.type) {
      case 'chart':
        this.choice = message.trainings;
        return this.show();
      case 'act':
        await vscode.commands.executeCommand(commands[message.offer], message.offer === 'evaluate' ? { training: message.training } : message.training);
        return this.show();
      case 'copy':
        return copyTable(progressTable(await this.read()), message.format);
    }
  }

  protected forget(): void {
    this.curves.forget();
  }

  private async read(): Promise<ManyTrainings> {
    const { trainings, problems } = await this.parts.trainings.store.list();
    const curves = new Map<string, ReadCurve>();
    for (const id of chartedTrainings(trainings, this.choice)) curves.set(id, await this.curves.read(id));
    return { trainings, problems, curves };
  }
}
