import * as vscode from 'vscode';
import type { FailureLink } from '../../core/failures/document';
import type { ExampleOfRun } from './argument';
import type { FailureDocuments, ReadDocument } from './failureDocuments';
import { failureScheme } from './scheme';

/** Links from a failure document to the data file, and its groups as an outline. It folds by its indentation. */
export function registerFailureNavigation(documents: FailureDocuments): vscode.Disposable {
  const selector = { scheme: failureScheme };
  return vscode.Disposable.from(
    vscode.languages.registerDocumentLinkProvider(selector, {
      provideDocumentLinks: async ({ uri }) => linksOf(await documents.read(uri)),
    }),
    vscode.languages.registerDocumentSymbolProvider(selector, {
      provideDocumentSymbols: async (text) => symbolsOf(await documents.read(text.uri), text.lineCount),
    }),
  );
}

function linksOf({ document, run }: ReadDocument): vscode.DocumentLink[] {
  return document.links.map(({ line, start, end, id }: FailureLink) => {
    const link = new vscode.DocumentLink(new vscode.Range(line, start, line, end), openExampleUri({ run, example: id }));
    link.tooltip = 'Open the data file here, beside this list';
    return link;
  });
}

/** Opening by command, because the line is looked up in the data file as it is then. */
function openExampleUri(example: ExampleOfRun): vscode.Uri {
  return vscode.Uri.from({ scheme: 'command', path: 'blindspot.openExample', query: JSON.stringify([example]) });
}

function symbolsOf({ document: { groups } }: ReadDocument, lineCount: number): vscode.DocumentSymbol[] {
  return groups.map(({ line, title, failures }, index) => {
    const end = (groups[index + 1]?.line ?? lineCount) - 1;
    const range = new vscode.Range(line, 0, Math.max(line, end), 0);
    return new vscode.DocumentSymbol(title, String(failures), vscode.SymbolKind.Array, range, new vscode.Range(line, 0, line, title.length));
  });
}
