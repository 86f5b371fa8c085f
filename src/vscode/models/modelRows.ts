import * as vscode from 'vscode';
import type { Licence } from '../../core/models/catalogue';
import { describeFile, describeListed, describeNeed, describeStray, isTooLarge } from '../../core/models/describeModel';
import { formatBytes } from '../../core/models/formatBytes';
import type { ListedModel } from '../../core/models/listedModel';
import { shelve, type Shelf, type ShelvedFile } from '../../core/models/shelf';
import type { DownloadProgress } from '../../ports/modelDownload';
import type { ModelProbe } from '../../ports/modelProbe';
import { identifyBases, knownFiles, readHeaders, type ShelfPorts } from '../../workflows/modelShelf';
import { factsTooltip } from '../shared/factsTooltip';
import type { Rows } from '../shared/rowsView';

/** Set while the list of models cannot be read: only then does the view say so, and not while it is still loading. */
const unreadableContext = 'blindspot.modelsUnreadable';

/** A row of the Models view. */
export type ModelRow =
  | { readonly kind: 'model'; readonly file: ShelvedFile; readonly adapters: readonly ShelvedFile[] }
  | { readonly kind: 'adapter'; readonly file: ShelvedFile; /** Which may be still to be fetched; null where it is not known. */ readonly base: ListedModel | null; readonly about: string }
  | { readonly kind: 'absent'; readonly model: ListedModel; readonly adapters: readonly ShelvedFile[] }
  | { readonly kind: 'group'; readonly title: string; readonly rows: readonly ModelRow[]; readonly open: boolean };

export interface ModelRowsParts extends ShelfPorts {
  readonly list: () => Promise<readonly ListedModel[]>;
  readonly startProbe: () => ModelProbe;
  /** Nothing opens a file while the folder is not trusted. */
  readonly mayRead: () => boolean;
  readonly progressOf: (id: string) => DownloadProgress | undefined;
  /** Of this machine, in bytes. */
  readonly memory: number;
  /** The rows are others now. */
  readonly changed: () => void;
  readonly problem: (error: unknown) => void;
}

/** The rows of the Models view: what is on this machine, adapters under their base, and what can be fetched. */
export class ModelRows implements Rows<ModelRow> {
  private reading = false;
  /** Sentences on files that cannot be read, by path. */
  private problems: ReadonlyMap<string, string> = new Map();

  constructor(private readonly parts: ModelRowsParts) {}

  async children(row?: ModelRow): Promise<ModelRow[]> {
    if (row?.kind === 'group') return [...row.rows];
    if (row?.kind === 'model') return adapterRows(row.adapters, row.file.model);
    if (row?.kind === 'absent') return adapterRows(row.adapters, row.model);
    if (row !== undefined) return [];
    const known = await this.listed();
    const files = known.map((file) => ({ ...file, problem: this.problems.get(file.model.path) ?? null }));
    void this.readNew(files);
    return rowsOf(shelve(files));
  }

  item(row: ModelRow): vscode.TreeItem {
    switch (row.kind) {
      case 'group':
        return new vscode.TreeItem(row.title, row.open ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.Collapsed);
      case 'absent':
        return absentItem(row, this.parts.progressOf(row.model.id), this.parts.memory);
      case 'model':
      case 'adapter':
        return fileItem(row, this.parts.memory);
    }
  }

  /** What was read before may be another file now. */
  forgetProblems(): void {
    this.problems = new Map();
  }

  /** A list that cannot be read is told, and the view says how to try again. */
  private async listed(): Promise<readonly ShelvedFile[]> {
    let unreadable = false;
    try {
      return await knownFiles(await this.parts.list(), this.parts);
    } catch (error) {
      unreadable = true;
      this.parts.problem(error);
      return [];
    } finally {
      await vscode.commands.executeCommand('setContext', unreadableContext, unreadable);
    }
  }

  /** The view shows what is known at once, and again when new files have been read. */
  private async readNew(files: readonly ShelvedFile[]): Promise<void> {
    const unread = files.filter(({ model, problem, header }) => model.there && header === null && problem === null);
    if (this.reading || !this.parts.mayRead()) return;
    this.reading = true;
    let again = false;
    try {
      this.problems = new Map([...this.problems, ...(await readHeaders(unread, this.parts, this.parts.startProbe))]);
      if ((await identifyBases(files, this.parts)) || unread.length > 0) again = true;
    } catch (error) {
      this.parts.problem(error);
    } finally {
      this.reading = false;
    }
    if (again) this.parts.changed();
  }
}

function rowsOf({ models, strays, absent }: Shelf): ModelRow[] {
  const group = (title: string, rows: readonly ModelRow[], open: boolean): ModelRow[] => (rows.length === 0 ? [] : [{ kind: 'group', title, rows, open }]);
  return [
    ...models.map(({ file, adapters }) => ({ kind: 'model' as const, file, adapters })),
    ...group('Adapters without Their Base', strays.map((stray) => ({ kind: 'adapter', file: stray.file, base: null, about: describeStray(stray) })), true),
    ...group('To Download', absent.map((entry) => ({ kind: 'absent', ...entry })), models.length === 0 || absent.some(({ model }) => model.part > 0)),
  ];
}

function adapterRows(adapters: readonly ShelvedFile[], base: ListedModel): ModelRow[] {
  return adapters.map((file) => ({ kind: 'adapter', file, base, about: describeFile(file) }));
}

function fileItem(row: Extract<ModelRow, { kind: 'model' | 'adapter' }>, memory: number): vscode.TreeItem {
  const { model, header, problem, sha256 } = row.file;
  const children = row.kind === 'model' && row.adapters.length > 0;
  const item = new vscode.TreeItem(model.title, children ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.None);
  const fine = model.there && problem === null;
  // A row that the editor knows without children stays closed when it gets some.
  item.id = `${row.kind} ${model.path}${children ? ' with adapters' : ''}`;
  item.description = row.kind === 'model' ? describeFile(row.file) : row.about;
  item.iconPath = fine ? new vscode.ThemeIcon(row.kind === 'model' ? 'package' : 'layers') : new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));
  item.contextValue = `${row.kind}.${model.there ? 'here' : 'gone'}.${model.origin}`;
  item.tooltip = factsTooltip([
    ['File', model.path],
    ...(header === null ? [] : [['Architecture', header.architecture] as const]),
    ...(row.kind === 'model' && model.bytes !== null ? [['Memory', describeNeed(model.bytes, memory)] as const] : []),
    ...(header?.licence == null || model.catalogue !== null ? [] : [['Licence', header.licence] as const]),
    ...(sha256 === null ? [] : [['SHA-256', sha256] as const]),
    ...(problem === null ? [] : [['Problem', problem] as const]),
  ]);
  if (model.catalogue !== null) item.tooltip.appendMarkdown(licenceLink(model.catalogue.licence));
  item.accessibilityInformation = { label: `${model.title}, ${row.kind}, ${item.description}` };
  if (fine) item.command = { command: 'blindspot.showModelCard', title: 'Show Model Card', arguments: [row] };
  return item;
}

function absentItem({ model, adapters }: Extract<ModelRow, { kind: 'absent' }>, progress: DownloadProgress | undefined, memory: number): vscode.TreeItem {
  const item = new vscode.TreeItem(model.title, adapters.length > 0 ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.None);
  const bytes = model.bytes ?? 0;
  const state = progress !== undefined ? 'underWay' : model.part > 0 ? 'paused' : 'absent';
  item.id = `absent ${model.id}${adapters.length > 0 ? ' with adapters' : ''}`;
  item.description = state === 'absent' ? describeListed(model, memory) : `${model.catalogue?.quantization ?? ''} · ${progress === undefined ? `paused, ${formatBytes(model.part)} of ${formatBytes(bytes)}` : describeProgress(progress)}`;
  item.iconPath = new vscode.ThemeIcon({ absent: 'cloud', paused: 'debug-pause', underWay: 'loading~spin' }[state]);
  item.contextValue = `download.${state}`;
  item.tooltip = absentTooltip(model, memory);
  item.accessibilityInformation = { label: `${model.title}, ${item.description}` };
  return item;
}

function describeProgress({ phase, done, total }: DownloadProgress): string {
  return `${phase}, ${formatBytes(done)} of ${formatBytes(total)}`;
}

function absentTooltip({ catalogue, bytes }: ListedModel, memory: number): vscode.MarkdownString {
  const text = factsTooltip([
    ['Size', formatBytes(bytes ?? 0)],
    ['Memory', describeNeed(bytes ?? 0, memory)],
    ['Checksum', catalogue?.sha256 ?? 'none is published: what comes is checked by its size only'],
  ]);
  if (catalogue !== null) text.appendMarkdown(licenceLink(catalogue.licence));
  if (isTooLarge(bytes ?? 0, memory)) text.appendMarkdown('\n\n$(warning) It does not fit into this machine’s memory.');
  return text;
}

function licenceLink({ name, url, mustBeAccepted }: Licence): string {
  return `**Licence** [${name}](${url})${mustBeAccepted ? ', which you are asked to accept' : ''}`;
}
