import path from 'node:path';
import * as vscode from 'vscode';
import { dataFolder } from '../shared/settings';

/** What was chosen: a file that is there, or a HANS-style set to be made first. */
export type DataChoice = { readonly kind: 'file'; readonly file: string } | { readonly kind: 'make' };

interface DataPick extends vscode.QuickPickItem {
  readonly choice?: DataChoice;
}

const mostFound = 20;
const mostLookedAt = 2000;

/** Blindspot's own files are lines of JSON too, and a study has thousands of them. */
const notData = '**/{node_modules,runs,.blindspot/annotations,.blindspot/experiments,.blindspot/training}/**';
const besideGenerated = /\.(rejected|samples)\.jsonl$/i;

/** Names of data files of any known format. */
const labelledData = /(\.jsonl|\.tsv|(hans|heuristics|nli).*\.txt)$/i;

/**
 * Asks for a HANS file: the last one, those of the workspace that are called so, or a set of our own.
 *
 * @returns undefined when the user gave up
 */
export async function pickHansFile(last: string | undefined): Promise<DataChoice | undefined> {
  const found = await findData(/(hans|heuristics).*\.(txt|tsv)$/i);
  return pick(
    'Blindspot: HANS file',
    'The examples to score the model on',
    [
      ...files(last, found),
      {
        label: '$(sparkle) Make a HANS-style set',
        description: 'no download: 30 subcases from templates of our own',
        choice: { kind: 'make' },
      },
    ],
  );
}

/** Asks for a data file of any known format. */
export async function pickDataFile(last: string | undefined): Promise<DataChoice | undefined> {
  const found = await findData(labelledData);
  return pick('Blindspot: Data file', 'HANS, MNLI (JSON Lines or GLUE TSV) or JSON Lines of premise, hypothesis, label', files(last, found));
}

/** Asks for real examples to show a model; null for none, undefined when the user gave up. */
export async function pickExamples(last: string | null | undefined): Promise<string | null | undefined> {
  const none: DataPick = { label: 'No examples', description: 'for a model that was trained as a generator' };
  const browse: DataPick = { label: '$(folder-opened) Choose a file…' };
  const found = files(last ?? undefined, await findData(labelledData));
  const picked = await vscode.window.showQuickPick([...(last === null ? [none, ...found] : [...found, none]), browse], {
    title: 'Blindspot: Examples to show the model',
    placeHolder: 'Real examples, such as MNLI’s training file, of which some are put into the prompt',
    matchOnDetail: true,
    ignoreFocusOut: true,
  });
  if (picked === none) return null;
  if (picked === browse) return browseForData('Choose examples');
  return picked?.choice?.kind === 'file' ? picked.choice.file : undefined;
}

/** Asks for sets whose pairs a generated one may not have; undefined when the user gave up. */
export async function pickTestSets(): Promise<readonly string[] | undefined> {
  const found = files(undefined, await findData(labelledData));
  if (found.length === 0) return [];
  const picked = await vscode.window.showQuickPick(found, {
    title: 'Blindspot: Test sets to keep out',
    placeHolder: 'Pairs of these sets are left out, such as HANS and the development set; none is fine too',
    canPickMany: true,
    matchOnDetail: true,
    ignoreFocusOut: true,
  });
  return picked?.flatMap(({ choice }) => (choice?.kind === 'file' ? [choice.file] : []));
}

/** Asks where a file is that the pickers cannot guess. */
export async function browseForData(title: string): Promise<string | undefined> {
  const [file] =
    (await vscode.window.showOpenDialog({
      title,
      openLabel: 'Choose',
      filters: { 'Data files': ['txt', 'tsv', 'jsonl', 'csv'], 'All files': ['*'] },
    })) ?? [];
  return file?.fsPath;
}

async function pick(title: string, placeHolder: string, items: readonly DataPick[]): Promise<DataChoice | undefined> {
  const browse: DataPick = { label: '$(folder-opened) Choose a file…' };
  const picked = await vscode.window.showQuickPick<DataPick>([...items, browse], {
    title,
    placeHolder,
    matchOnDetail: true,
    ignoreFocusOut: true,
  });
  if (picked === undefined || picked.choice !== undefined) return picked?.choice;
  const file = await browseForData(title);
  return file === undefined ? undefined : { kind: 'file', file };
}

/** Files of the workspace and of the data folder that are called like data files. Their content is looked at when one is chosen. */
async function findData(name: RegExp): Promise<vscode.Uri[]> {
  const all = [...(await vscode.workspace.findFiles('**/*.{txt,tsv,jsonl}', notData, mostLookedAt)), ...(await inDataFolder())];
  return all.filter(({ path: file }) => name.test(path.posix.basename(file)) && !besideGenerated.test(file)).slice(0, mostFound);
}

/** Where that is none of the workspace. */
async function inDataFolder(): Promise<vscode.Uri[]> {
  const workspace = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  if (workspace === undefined) return [];
  const folder = vscode.Uri.file(dataFolder(workspace));
  if (vscode.workspace.getWorkspaceFolder(folder) !== undefined) return [];
  const entries = await vscode.workspace.fs.readDirectory(folder).then(undefined, () => []);
  return entries.map(([file]) => vscode.Uri.joinPath(folder, file));
}

function files(last: string | undefined, found: readonly vscode.Uri[]): DataPick[] {
  const lastPick: DataPick[] =
    last === undefined ? [] : [{ label: path.basename(last), description: 'last used', detail: last, choice: { kind: 'file', file: last } }];
  const others = found
    .filter(({ fsPath }) => fsPath !== last)
    .map((uri): DataPick => ({
      label: path.basename(uri.fsPath),
      description: vscode.workspace.asRelativePath(path.dirname(uri.fsPath)),
      choice: { kind: 'file', file: uri.fsPath },
    }));
  return [...lastPick, ...others];
}
