import path from 'node:path';
import * as vscode from 'vscode';
import * as z from 'zod';
import { publishedData, uncheckedSentence, type PublishedData } from '../../core/data/publishedData';
import type { HubSource } from '../../core/models/catalogue';
import { formatBytes } from '../../core/models/formatBytes';
import { UserError } from '../../core/userError';
import type { ModelDownload } from '../../ports/modelDownload';
import { pullData, type PulledData } from '../../storage/data/pullData';
import { browseForData } from '../evaluate/pickData';
import { dataFolder } from '../shared/settings';
import { makeHansSet } from './makeHansSet';

/** What the command may be called with by other commands, key bindings and tests. */
const argumentSchema = z.object({ id: z.string(), from: z.string().optional() });

interface Pull {
  readonly kind: 'pull';
  readonly data: PublishedData;
  /** A copy on this machine; a download where it is left out. */
  readonly from?: string;
}

type Choice = { readonly kind: 'make' } | Pull;

export interface GetDataParts {
  readonly download: ModelDownload<HubSource>;
  /** @throws UserError `usage` where no folder is open */
  readonly requireFolder: () => string;
  readonly onThere: () => void;
}

/** Brings a set into the data folder: from where it was published, from a copy, or made here. */
export async function getDataCommand(argument: unknown, { download, requireFolder, onThere }: GetDataParts): Promise<void> {
  const folder = dataFolder(requireFolder());
  const choice = given(argument) ?? (await pick(folder));
  if (choice === undefined) return;
  if (choice.kind === 'make') {
    const made = await makeHansSet(folder);
    onThere();
    return offer([made], folder, '.');
  }
  const pulled = await pullOrCopy(choice, folder, download);
  if (pulled === undefined) return;
  onThere();
  await offer(pulled.files, folder, `${pulled.fetched ? '' : ', and had been there'}.${pulled.unchecked.length === 0 ? '' : ` ${uncheckedSentence(choice.data)}`}`);
}

/** Where a place is gone, a copy may be had in another way. */
async function pullOrCopy(choice: Pull, folder: string, download: ModelDownload<HubSource>): Promise<PulledData | undefined> {
  try {
    return await pullWithProgress(choice, folder, download);
  } catch (error) {
    if (!(error instanceof UserError) || error.code !== 'download') throw error;
    const copy = 'Choose a Copy on This Machine…';
    if ((await vscode.window.showErrorMessage(error.message, copy)) !== copy) return undefined;
    const from = await browseForData(`Choose ${choice.data.file}`);
    return from === undefined ? undefined : pullOrCopy({ ...choice, from }, folder, download);
  }
}

function given(argument: unknown): Pull | undefined {
  const parsed = argumentSchema.safeParse(argument);
  const data = publishedData.find(({ id }) => id === parsed.data?.id);
  if (data === undefined) return undefined;
  return { kind: 'pull', data, ...(parsed.data?.from === undefined ? {} : { from: parsed.data.from }) };
}

async function pick(folder: string): Promise<Choice | undefined> {
  const sets = publishedData.map((data) => ({
    label: `$(cloud-download) ${data.title}`,
    description: formatBytes(data.bytes),
    detail: `${data.about}. Licence: ${data.licence.name}.`,
    data,
  }));
  const made = { label: '$(sparkle) Make a HANS-style set', description: 'no download', detail: 'All 30 subcases, from templates and a vocabulary of our own.' };
  const picked = await vscode.window.showQuickPick<vscode.QuickPickItem & { readonly data?: PublishedData }>([...sets, made], {
    title: 'Blindspot: Get Data',
    placeHolder: `It comes into ${folderName(folder)}`,
    ignoreFocusOut: true,
  });
  if (picked === undefined) return undefined;
  return picked.data === undefined ? { kind: 'make' } : pickSource(picked.data);
}

async function pickSource(data: PublishedData): Promise<Pull | undefined> {
  const fetch = { label: '$(cloud-download) Download it', description: `${formatBytes(data.bytes)} from ${new URL(data.uri).host}` };
  const copy = { label: '$(folder-opened) Choose a copy on this machine…', description: data.file };
  const picked = await vscode.window.showQuickPick([fetch, copy], { title: `Blindspot: ${data.title}`, placeHolder: 'It is held against the published checksum', ignoreFocusOut: true });
  if (picked === undefined) return undefined;
  if (picked === fetch) return { kind: 'pull', data };
  const from = await browseForData(`Choose ${data.file}`);
  return from === undefined ? undefined : { kind: 'pull', data, from };
}

async function pullWithProgress({ data, from }: Pull, folder: string, download: ModelDownload<HubSource>): Promise<PulledData | undefined> {
  const cancelling = new AbortController();
  try {
    return await vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title: `Blindspot: ${data.title}`, cancellable: true }, (notification, token) => {
      token.onCancellationRequested(() => {
        cancelling.abort(new DOMException('Cancelled', 'AbortError'));
      });
      return pullData(data, folder, download, {
        signal: cancelling.signal,
        onProgress: ({ phase, done, total }) => {
          notification.report({ message: `${phase}, ${formatBytes(done)} of ${formatBytes(total)}` });
        },
        ...(from === undefined ? {} : { from }),
      });
    });
  } catch (error) {
    if (cancelling.signal.aborted) return undefined;
    throw error;
  }
}

/** @param end of the sentence that says where they are */
async function offer(files: readonly string[], folder: string, end: string): Promise<void> {
  const names = files.map((file) => path.basename(file)).join(', ');
  const evaluate = 'Evaluate a Model on It…';
  const [first = ''] = files;
  const answer = await vscode.window.showInformationMessage(`${names} ${files.length === 1 ? 'is' : 'are'} in ${folderName(folder)}${end}`, evaluate, 'Reveal');
  if (answer === evaluate) await vscode.commands.executeCommand('blindspot.evaluateFile', { data: first });
  else if (answer === 'Reveal') await vscode.commands.executeCommand('revealInExplorer', vscode.Uri.file(first));
}

/** As one calls a folder of the workspace, or its path elsewhere. */
function folderName(folder: string): string {
  const within = vscode.workspace.asRelativePath(folder, false);
  return path.isAbsolute(within) ? within : `the folder ${within}`;
}
