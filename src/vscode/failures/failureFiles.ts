import * as vscode from 'vscode';
import type { FailureDocuments } from './failureDocuments';
import { failureScheme } from './scheme';

/**
 * Failure documents as the editor sees them: read-only files. A file system, and not a provider of
 * content, because the editor restores only files after a reload. What is in them is loaded with the first.
 */
export class FailureFiles implements vscode.FileSystemProvider, vscode.Disposable {
  private readonly changes = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.changes.event;

  constructor(private readonly documents: () => Promise<FailureDocuments>) {}

  /** Runs have changed on disk: documents in view are read again where theirs is one of them. */
  async refresh(): Promise<void> {
    const open = vscode.workspace.textDocuments.filter(({ uri }) => uri.scheme === failureScheme);
    if (open.length === 0) return;
    const documents = await this.documents();
    for (const shown of open) {
      if (await documents.isOutdated(shown)) this.changes.fire([{ type: vscode.FileChangeType.Changed, uri: shown.uri }]);
    }
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    const { bytes, modified } = await (await this.documents()).readAgain(uri);
    return { type: vscode.FileType.File, ctime: 0, mtime: modified, size: bytes.length, permissions: vscode.FilePermission.Readonly };
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    return (await (await this.documents()).read(uri)).bytes;
  }

  watch(): vscode.Disposable {
    // Whatever changes is told anyway, by `refresh`.
    return new vscode.Disposable(() => undefined);
  }

  readDirectory(): [string, vscode.FileType][] {
    return [];
  }

  createDirectory(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  writeFile(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  delete(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  rename(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  dispose(): void {
    this.changes.dispose();
  }
}

/** Makes failure documents known to the editor. */
export function registerFailureFiles(files: FailureFiles): vscode.Disposable {
  return vscode.workspace.registerFileSystemProvider(failureScheme, files, {
    isCaseSensitive: true,
    isReadonly: new vscode.MarkdownString('This list is computed from a run and its data file: it cannot be edited.'),
  });
}
