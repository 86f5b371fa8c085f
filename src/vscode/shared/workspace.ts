import path from 'node:path';
import * as vscode from 'vscode';
import type { Files } from '../../ports/files';
import { FolderRunStore } from '../../storage/runs/folderRunStore';
import { RunLibrary } from '../../workflows/runLibrary';
import { OfferingError } from './offers';

/** Where runs are, below a workspace folder. */
export const runsPath = path.join('.blindspot', 'runs');

/** The runs of the folder that is open, whichever that is when they are asked for. */
export class WorkspaceRuns {
  private opened: { readonly root: string; readonly store: FolderRunStore; readonly library: RunLibrary } | undefined;

  constructor(private readonly files: Files) {}

  /** Undefined while no folder on a disk is open. */
  get folder(): string | undefined {
    return vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file')?.uri.fsPath;
  }

  /** @throws UserError `usage` when no folder on a disk is open. */
  get store(): FolderRunStore {
    return this.open().store;
  }

  /** @throws UserError `usage` when no folder on a disk is open. */
  get library(): RunLibrary {
    return this.open().library;
  }

  /** @throws UserError `usage` when no folder on a disk is open. */
  requireFolder(): string {
    if (this.folder !== undefined) return this.folder;
    throw new OfferingError('usage', 'Blindspot keeps what it makes in the folder you work in: open a folder first. An empty one will do.', [
      { title: 'Open Folder…', command: 'vscode.openFolder' },
    ]);
  }

  private open(): NonNullable<typeof this.opened> {
    const root = path.join(this.requireFolder(), runsPath);
    if (this.opened?.root !== root) {
      const store = new FolderRunStore(root);
      this.opened = { root, store, library: new RunLibrary(store, this.files) };
    }
    return this.opened;
  }
}
