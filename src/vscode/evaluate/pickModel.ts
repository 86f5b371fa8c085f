import path from 'node:path';
import * as vscode from 'vscode';
import { describeLicence, describeListed } from '../../core/models/describeModel';
import { formatBytes } from '../../core/models/formatBytes';
import type { ListedModel } from '../../core/models/listedModel';
import { usableMemory } from '../../doctor/machine';
import type { ModelStore } from '../../storage/models/modelStore';
import type { Downloads } from '../models/downloads';

interface ModelPick extends vscode.QuickPickItem {
  readonly choice: { readonly kind: 'file'; readonly file: string } | { readonly kind: 'pull'; readonly model: ListedModel } | { readonly kind: 'browse' };
}

/** What was chosen: a file that is there, or a model of the catalogue to bring first. */
export type ModelChoice =
  | { readonly kind: 'file'; readonly file: string }
  | { readonly kind: 'pull'; readonly model: ListedModel };

/**
 * Asks for a model: the last one first, then what is on this machine, then what can be downloaded.
 *
 * @returns undefined when the user gave up
 */
export async function pickModel(models: ModelStore, last: string | undefined): Promise<ModelChoice | undefined> {
  const listed = (await models.list()).filter(({ kind }) => kind === 'model');
  const memory = usableMemory();
  const lastListed = listed.find(({ path: file }) => file === last);
  const lastAbout = ['last used', ...(lastListed === undefined ? [] : [describeListed(lastListed, memory)])].join(' · ');
  const there = listed.filter((model) => model.there && model.path !== last);
  const absent = listed.filter((model) => !model.there && model.catalogue !== null);
  const items: (ModelPick | vscode.QuickPickItem)[] = [
    ...(last === undefined ? [] : [{ label: path.basename(last), description: lastAbout, detail: lastListed === undefined ? last : detailOf(lastListed), choice: { kind: 'file' as const, file: last } }]),
    ...there.map((model) => ({
      label: model.title,
      description: describeListed(model, memory),
      detail: detailOf(model),
      choice: { kind: 'file' as const, file: model.path },
    })),
    { label: '$(folder-opened) Choose a GGUF file…', choice: { kind: 'browse' as const } },
    ...(absent.length === 0 ? [] : [{ label: 'Download', kind: vscode.QuickPickItemKind.Separator }]),
    ...absent.map((model) => ({
      label: `$(cloud-download) ${model.title}`,
      description: describeListed(model, memory),
      detail: detailOf(model),
      choice: { kind: 'pull' as const, model },
    })),
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title: 'Blindspot: Model',
    placeHolder: 'A Llama-family model in GGUF',
    matchOnDetail: true,
    ignoreFocusOut: true,
  });
  if (picked === undefined || !('choice' in picked)) return undefined;
  if (picked.choice.kind !== 'browse') return picked.choice;
  const file = await browseForGguf('Choose a model');
  return file === undefined ? undefined : { kind: 'file', file };
}

/** Where models come from. */
export interface ModelSources {
  readonly models: ModelStore;
  readonly downloads: Downloads;
  /** Those, and the adapters of the folder's trainings and of Blindspot's package. */
  readonly list: () => Promise<readonly ListedModel[]>;
}

/** The same, brought to this machine where need be: a file. */
export async function chooseModel({ models, downloads }: ModelSources, last: string | undefined): Promise<string | undefined> {
  const choice = await pickModel(models, last);
  return choice?.kind === 'pull' ? (await downloads.fetch(choice.model))?.path : choice?.file;
}

/** Asks for an adapter; null for none, undefined when the user gave up. */
export async function pickAdapter({ list }: Pick<ModelSources, 'list'>, last: string | null | undefined): Promise<string | null | undefined> {
  const none = { label: 'No adapter', description: 'the model as it is', adapter: null };
  const lastItem = typeof last === 'string' ? [{ label: path.basename(last), description: 'last used', detail: last, adapter: last }] : [];
  const picked = await vscode.window.showQuickPick<vscode.QuickPickItem & { readonly adapter?: string | null }>(
    [...lastItem, none, ...(await adapterItems(list, last)), browseAdapters],
    { title: 'Blindspot: Adapter', placeHolder: 'A fine-tuned adapter on top of the model, if you have one', ignoreFocusOut: true },
  );
  if (picked === undefined) return undefined;
  return picked.adapter === undefined ? browseForAdapter() : picked.adapter;
}

/** What a picker of adapters has at its end. */
export const browseAdapters = { label: '$(folder-opened) Choose a LoRA adapter in GGUF…' };

/** The adapters that are there, but one that stands in the picker already. */
export async function adapterItems(list: ModelSources['list'], except: string | null | undefined): Promise<(vscode.QuickPickItem & { readonly adapter: string })[]> {
  return (await list())
    .filter(({ kind, there, path: file }) => kind === 'adapter' && there && file !== except)
    .map((adapter) => ({ label: adapter.title, description: sizeOf(adapter), detail: adapter.path, adapter: adapter.path }));
}

export function browseForAdapter(): Promise<string | undefined> {
  return browseForGguf('Choose an adapter');
}

export async function browseForGguf(title: string): Promise<string | undefined> {
  const [file] = (await vscode.window.showOpenDialog({ title, openLabel: 'Choose', filters: { GGUF: ['gguf'] } })) ?? [];
  return file?.fsPath;
}

/** What stands below a model in a picker: where it is, and the licence of one of the catalogue. */
export function detailOf({ there, path: file, catalogue }: ListedModel): string {
  return [...(catalogue === null ? [] : [`Licence: ${describeLicence(catalogue.licence)}`]), ...(there ? [file] : [])].join(' · ');
}

function sizeOf({ bytes }: ListedModel): string {
  return bytes === null ? '' : formatBytes(bytes);
}
