import path from 'node:path';
import * as vscode from 'vscode';
import { describeEstimate } from '../../core/training/estimate';
import { newDraft, withSuggestion } from '../../core/training/draft';
import { readTrainingConfig } from '../../storage/trainings/configFile';
import { fromPageSchema, panelStateSchema, type FromPage, type PanelState, type Surroundings, type ToPage } from '../../../webview/fineTune/contract';
import { pickDataFile } from '../evaluate/pickData';
import { browseForGguf, chooseModel, type ModelSources } from '../evaluate/pickModel';
import type { LastChoices } from '../shared/lastChoices';
import { fromFolder } from '../shared/fromFolder';
import { PagePanel, type PageContent, type PageParts } from '../shared/pages/pagePanel';
import { PagePanels } from '../shared/pages/pagePanels';
import { requireTrust } from '../shared/trust';
import type { WorkspaceRuns } from '../shared/workspace';
import { fineTuneViewType } from './fineTuneViewType';
import { besideAdapter, configurationOf, holdsAnother, missingFiles, writeConfiguration } from './formFiles';
import { measure, measuredSteps } from './measurement';
import type { Program } from '../shared/cliProgram';

export interface FineTuneParts extends PageParts, ModelSources {
  readonly folders: Pick<WorkspaceRuns, 'requireFolder'>;
  readonly choices: LastChoices;
  /** The command line for a configuration. */
  readonly programOf: (file: string) => Program;
  readonly start: (file: string) => Promise<void>;
}

export type FineTunePanels = PagePanels<PanelState, FineTunePanel>;

/** The forms of trainings that are to begin: one a command. */
export function fineTunePanels(extensionUri: vscode.Uri, parts: FineTuneParts): FineTunePanels {
  return new PagePanels(extensionUri, parts.log, {
    viewType: fineTuneViewType,
    page: 'fineTune',
    title: 'Fine-Tune',
    state: panelStateSchema,
    build: (panel, form: PanelState) => new FineTunePanel(panel, form, parts),
    shows: () => false,
  });
}

/** A form with the study's settings, with what was used last. @param data the file that was right-clicked */
export function newForm(task: PanelState['task'], data: string | undefined, { folders, choices }: Pick<FineTuneParts, 'folders' | 'choices'>): PanelState {
  const folder = folders.requireFolder();
  const { model } = choices.get();
  return { task, draft: newDraft(task, { ...(model === undefined ? {} : { base: fromFolder(folder, model) }), ...(data === undefined ? {} : { data: fromFolder(folder, data) }) }) };
}

/** What a form will take, in words. */
interface Measured {
  readonly form: string;
  readonly estimate: string;
}

type Asked<Type extends FromPage['type']> = Extract<FromPage, { type: Type }>;

/** The form of a training. */
class FineTunePanel extends PagePanel<FromPage, ToPage> {
  private measuring: AbortController | null = null;
  private estimate: Measured | null = null;

  constructor(
    panel: vscode.WebviewPanel,
    private form: PanelState,
    private readonly parts: FineTuneParts,
  ) {
    super(panel, fromPageSchema, parts);
  }

  /** The form is the reader's: no change on the disk makes it another. */
  override refresh(): void {
    return undefined;
  }

  override dispose(): void {
    this.measuring?.abort();
    super.dispose();
  }

  protected async compose(): Promise<PageContent<ToPage>> {
    const { task, draft } = this.form;
    return { title: `Fine-Tune ${task === 'classifier' ? 'Classifier' : 'Generator'}`, message: { type: 'form', task, draft, ...(await this.around()) }, goesOn: false };
  }

  protected async obey(message: Exclude<FromPage, { type: 'ready' }>): Promise<void> {
    this.form = { ...this.form, draft: message.draft };
    switch (message.type) {
      case 'changed':
        return this.post({ type: 'around', ...(await this.around()) });
      case 'choose':
        return this.choose(message);
      case 'measure':
        return (await this.filesAreThere()) ? this.measure() : undefined;
      case 'save':
        return this.save();
      case 'start':
        return (await this.filesAreThere()) ? this.start() : undefined;
    }
  }

  /** Those that are not are told beside their settings. */
  private async filesAreThere(): Promise<boolean> {
    const around = await this.around();
    await this.post({ type: 'around', ...around });
    return Object.keys(around.missing).length === 0;
  }

  protected forget(): void {
    return undefined;
  }

  private async around(): Promise<Surroundings> {
    const missing = await missingFiles(this.form.draft, this.parts.folders.requireFolder(), this.parts.models);
    // What was measured says nothing of other settings.
    const estimate = this.estimate?.form === measuredForm(this.form) ? this.estimate.estimate : null;
    return { missing, measuring: this.measuring !== null, estimate };
  }

  private async choose({ setting, draft }: Asked<'choose'>): Promise<void> {
    const folder = this.parts.folders.requireFolder();
    const chosen = await this.ask(setting);
    if (chosen === undefined) return;
    this.form = { ...this.form, draft: withSuggestion(draft, { ...draft, [setting]: fromFolder(folder, chosen) }) };
    await this.show();
  }

  private async ask(setting: Asked<'choose'>['setting']): Promise<string | undefined> {
    const { choices, folders } = this.parts;
    switch (setting) {
      case 'base':
        return chooseModel(this.parts, choices.get().model);
      case 'gguf':
        return browseForGguf('Choose the GGUF of the base');
      case 'start':
        return browseForGguf('Choose the adapter to go on from');
      case 'data':
      case 'validation': {
        const choice = await pickDataFile(choices.get().data);
        return choice?.kind === 'file' ? choice.file : undefined;
      }
      case 'out': {
        const target = await vscode.window.showSaveDialog({ title: 'The adapter to write', filters: { GGUF: ['gguf'] }, defaultUri: vscode.Uri.file(this.out(folders.requireFolder())) });
        return target?.fsPath;
      }
    }
  }

  /** Does the first steps, and says what the whole will take. */
  private async measure(): Promise<void> {
    requireTrust();
    if (this.measuring !== null) return;
    const cancelling = new AbortController();
    this.measuring = cancelling;
    this.estimate = null;
    try {
      await this.post({ type: 'around', ...(await this.around()) });
      this.estimate = await vscode.window.withProgress(
        { location: vscode.ProgressLocation.Notification, title: `Blindspot: measuring ${measuredSteps} steps of the training`, cancellable: true },
        async (notification, token) => {
          token.onCancellationRequested(() => cancelling.abort());
          return this.estimated((message) => notification.report({ message }), cancelling.signal);
        },
      );
    } finally {
      this.measuring = null;
      await this.post({ type: 'around', ...(await this.around()) });
    }
  }

  private async estimated(onSaid: (line: string) => void, signal: AbortSignal): Promise<Measured | null> {
    const { folders, models, programOf } = this.parts;
    const folder = folders.requireFolder();
    // As if it stood there: paths are relative to it.
    const file = path.join(folder, 'measured.training.json');
    const { form } = this;
    try {
      const config = await readTrainingConfig(file, models, await configurationOf(form.task, form.draft, folder, file));
      return { form: measuredForm(form), estimate: describeEstimate(await measure(config, programOf, onSaid, signal)) };
    } catch (error) {
      if (signal.aborted) return null;
      throw error;
    }
  }

  private async save(): Promise<void> {
    const folder = this.parts.folders.requireFolder();
    const target = await vscode.window.showSaveDialog({
      title: 'Save the configuration',
      filters: { Configuration: ['training.json'], JSON: ['json'] },
      defaultUri: vscode.Uri.file(besideAdapter(this.out(folder))),
    });
    if (target === undefined) return;
    await writeConfiguration(target.fsPath, await configurationOf(this.form.task, this.form.draft, folder, target.fsPath));
    await vscode.window.showTextDocument(target, { viewColumn: vscode.ViewColumn.Beside });
  }

  /** Keeps the configuration beside the adapter, and starts the training by it. */
  private async start(): Promise<void> {
    requireTrust();
    const { folders, start, choices, models } = this.parts;
    const folder = folders.requireFolder();
    const { task, draft } = this.form;
    const file = besideAdapter(this.out(folder));
    const text = await configurationOf(task, draft, folder, file);
    if (await holdsAnother(file, text)) {
      const replace = 'Replace';
      const question = `${vscode.workspace.asRelativePath(file)} holds another configuration.`;
      if ((await vscode.window.showWarningMessage(question, { modal: true, detail: 'Replace it, or give the adapter another name.' }, replace)) !== replace) return;
    }
    await writeConfiguration(file, text);
    await choices.remember({ model: (await readTrainingConfig(file, models, text)).base });
    await start(file);
  }

  /** Absolute path of the adapter. */
  private out(folder: string): string {
    const { out } = this.form.draft;
    return path.resolve(folder, typeof out === 'string' && out !== '' ? out : 'adapter.gguf');
  }
}

/** All of a form that a measurement is about: the adapter's name is not. */
function measuredForm({ task, draft: { out: _, ...draft } }: PanelState): string {
  return JSON.stringify([task, draft]);
}
