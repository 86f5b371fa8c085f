import path from 'node:path';
import * as vscode from 'vscode';
import { cardText } from '../../core/models/card';
import { describeListed } from '../../core/models/describeModel';
import { formatBytes } from '../../core/models/formatBytes';
import type { ListedModel } from '../../core/models/listedModel';
import { UserError } from '../../core/userError';
import type { ModelProbe } from '../../ports/modelProbe';
import { addModelFile } from '../../workflows/addModelFile';
import { modelCard } from '../../workflows/modelCard';
import { probing } from '../../workflows/probing';
import { browseForGguf, detailOf, type ModelSources } from '../evaluate/pickModel';
import type { LastChoices } from '../shared/lastChoices';
import { moveToTrash } from '../shared/moveToTrash';
import { OfferingError } from '../shared/offers';
import type { ReportDocuments } from '../shared/reportDocuments';
import { reveal } from '../shared/reveal';
import { requireTrust } from '../shared/trust';
import type { ModelRow } from './modelRows';
import type { ModelUses } from './modelUses';

export interface ModelCommandParts extends ModelSources {
  readonly startProbe: () => ModelProbe;
  readonly documents: ReportDocuments;
  readonly choices: LastChoices;
  /** Of this machine, in bytes. */
  readonly memory: number;
  readonly changed: () => void;
  readonly uses: Pick<ModelUses, 'requireNone'>;
}

/** What can be done with a model or an adapter. Commands take a row of the view, a file or an ID, and ask where they get none. */
export class ModelCommands {
  constructor(private readonly parts: ModelCommandParts) {}

  /** Remembers a file, so that the view and the pickers have it. @param argument the file that was right-clicked, or its path */
  async add(argument: unknown): Promise<void> {
    requireTrust();
    const file = fileOf(argument) ?? (await browseForGguf('Add a model or an adapter'));
    if (file === undefined) return;
    const { kind, id } = await addModelFile(file, this.parts.models, this.parts.startProbe);
    vscode.window.setStatusBarMessage(`Added the ${kind} ${id}`, 5000);
    this.parts.changed();
  }

  async download(argument: unknown): Promise<void> {
    const model = await this.modelOf(argument, 'Download', ({ there, catalogue }) => !there && catalogue !== null);
    if (model === undefined) return;
    const pulled = await this.parts.downloads.fetch(model);
    if (pulled === undefined) return;
    this.parts.changed();
    const standing = pulled.verified ? 'It is the file that was published.' : `No checksum is published for it, so that it was checked by its size only. Its SHA-256 is ${pulled.sha256}.`;
    const evaluate = 'Evaluate on HANS';
    void vscode.window.showInformationMessage(`${model.title} is on this machine. ${standing}`, evaluate).then(async (answer) => {
      if (answer === evaluate) await vscode.commands.executeCommand('blindspot.evaluateHans', { model: pulled.path, adapter: null });
    });
  }

  async pause(argument: unknown): Promise<void> {
    const model = await this.modelOf(argument, 'Pause Download', ({ id }) => this.parts.downloads.progressOf(id) !== undefined);
    if (model !== undefined) await this.parts.downloads.pause(model.id);
  }

  async discard(argument: unknown): Promise<void> {
    const model = await this.modelOf(argument, 'Discard Download', ({ id, part }) => part > 0 || this.parts.downloads.progressOf(id) !== undefined);
    if (model !== undefined) await this.parts.downloads.discard(model.id);
  }

  async showCard(argument: unknown): Promise<void> {
    requireTrust();
    const model = await this.modelOf(argument, 'Show Model Card', ({ there }) => there);
    const file = model?.path ?? fileOf(argument);
    if (file === undefined) return;
    const subject = { ...(await this.parts.models.describe(file)), memory: this.parts.memory };
    const card = await probing(this.parts.startProbe, (probe) => modelCard(subject, probe));
    await this.parts.documents.show(`${path.basename(file)} (card)`, cardText(card));
  }

  async evaluate(argument: unknown): Promise<void> {
    const model = await this.modelOf(argument, 'Evaluate on HANS', ({ there }) => there);
    if (model === undefined) return;
    const base = isRow(argument) && argument.kind === 'adapter' ? argument.base : null;
    if (base?.there === false && !(await this.fetchBase(base))) return;
    const known = model.kind === 'model' ? { model: model.path, adapter: null } : { adapter: model.path, ...(base === null ? {} : { model: base.path }) };
    await vscode.commands.executeCommand('blindspot.evaluateHans', known);
  }

  /** @returns whether it is here now */
  private async fetchBase(base: ListedModel): Promise<boolean> {
    const download = 'Download';
    const answer = await vscode.window.showInformationMessage(`${base.title} is not on this machine yet.`, { modal: true, detail: `The adapter was trained on it: ${describeListed(base, this.parts.memory)}.` }, download);
    return answer === download && (await this.parts.downloads.fetch(base)) !== undefined;
  }

  async fineTune(argument: unknown): Promise<void> {
    const model = await this.modelOf(argument, 'Fine-Tune', ({ there, kind }) => there && kind === 'model');
    if (model === undefined) return;
    await this.parts.choices.remember({ model: model.path });
    await vscode.commands.executeCommand('blindspot.fineTuneClassifier');
  }

  async reveal(argument: unknown): Promise<void> {
    const model = await this.modelOf(argument, 'Reveal File', ({ there }) => there);
    if (model !== undefined) await reveal(vscode.Uri.file(model.path));
  }

  async copyPath(argument: unknown): Promise<void> {
    const model = await this.modelOf(argument, 'Copy Path', () => true);
    if (model === undefined) return;
    await vscode.env.clipboard.writeText(model.path);
    vscode.window.setStatusBarMessage('Copied', 3000);
  }

  /**
   * A file of the user's own may also just leave the list.
   *
   * @throws UserError `usage` for a row whose menu has no such entry, since the key can be pressed there too; `locked` while something works with it
   */
  async remove(argument: unknown): Promise<void> {
    const model = await this.modelOf(argument, 'Delete', (each) => whyKept(each) === null);
    if (model === undefined) return;
    const kept = whyKept(model);
    if (kept !== null) throw new UserError('usage', `${model.title} ${kept}`);
    const requireFree = (): Promise<void> => this.parts.uses.requireNone(model.path, model.title);
    await requireFree();
    const [trash, forget] = ['Move File to Trash', 'Remove from the List'];
    const own = model.origin === 'own';
    const size = model.bytes === null ? '' : ` (${formatBytes(model.bytes)})`;
    const detail = own ? `${model.path} is a file of your own. Removed from the list, it stays where it is.` : 'It can be downloaded again.';
    const answer = await vscode.window.showWarningMessage(`Delete ${model.title}${size}?`, { modal: true, detail }, ...(model.there ? [trash] : []), ...(own ? [forget] : []));
    if (answer === undefined) return;
    if (answer === trash && !(await moveToTrash(vscode.Uri.file(model.path), requireFree))) return;
    if (own) await this.parts.models.forget(model.id);
    this.parts.changed();
  }

  /** The model that a command was called on, or the one that is picked of those that fit. */
  private async modelOf(argument: unknown, title: string, fits: (model: ListedModel) => boolean): Promise<ListedModel | undefined> {
    if (isRow(argument)) return argument.kind === 'absent' ? argument.model : argument.kind === 'group' ? undefined : argument.file.model;
    const listed = await this.parts.list();
    const named = fileOf(argument);
    if (named !== undefined) return listed.find(({ id, path: file }) => id === named || file === named);
    const fitting = listed.filter(fits);
    if (fitting.length === 0) throw new OfferingError('usage', 'There is no model to choose: the view Models of Blindspot shows what there is.', [{ title: 'Show Models', command: 'blindspot.models.focus' }]);
    const items = fitting.map((model) => ({ label: model.title, description: describeListed(model, this.parts.memory), detail: detailOf(model), model }));
    return (await vscode.window.showQuickPick(items, { title: `Blindspot: ${title}`, matchOnDetail: true }))?.model;
  }
}

/** Why a model or adapter cannot be deleted, after its name; null where it can. */
function whyKept({ origin, there, part }: ListedModel): string | null {
  switch (origin) {
    case 'own':
      return null;
    case 'catalogue':
      return there ? null : `is not on this machine.${part > 0 ? ' “Discard Download” in its menu deletes what is there of it.' : ''}`;
    case 'training':
      return 'belongs to a training of this folder, and is kept with it.';
    case 'package':
      return 'is a part of Blindspot, and goes when Blindspot is uninstalled.';
  }
}

/** A file, or the ID of a model, as other commands and tests name it. */
function fileOf(argument: unknown): string | undefined {
  if (argument instanceof vscode.Uri) return argument.fsPath;
  return typeof argument === 'string' ? argument : undefined;
}

function isRow(argument: unknown): argument is ModelRow {
  return typeof argument === 'object' && argument !== null && 'kind' in argument && typeof argument.kind === 'string' && ['model', 'adapter', 'absent', 'group'].includes(argument.kind);
}
