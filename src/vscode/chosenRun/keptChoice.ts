import * as vscode from 'vscode';

const idKey = 'chosenRun.id';
const dataKey = 'chosenRun.data';

/** Which run the editor shows, as it is kept from one session to the next. */
export interface KeptChoice {
  readonly id: string;
  /** Path of the data file that the run is about. */
  readonly data: string;
}

/** Read at activation, so without a library that checks shapes. */
export function keptChoice(memento: vscode.Memento): KeptChoice | undefined {
  const [id, data] = [memento.get<unknown>(idKey), memento.get<unknown>(dataKey)];
  return typeof id === 'string' && typeof data === 'string' ? { id, data } : undefined;
}

export async function keepChoice(memento: vscode.Memento, choice: KeptChoice | undefined): Promise<void> {
  await memento.update(idKey, choice?.id);
  await memento.update(dataKey, choice?.data);
}

/** A path to hold against those of documents: on Windows the editor writes the letter of a drive small, and a terminal need not. */
export function asEditorWrites(file: string): string {
  return vscode.Uri.file(file).fsPath;
}
