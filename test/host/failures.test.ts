import assert from 'node:assert/strict';
import { appendFile, copyFile, rm } from 'node:fs/promises';
import { before, describe, it } from 'mocha';
import * as vscode from 'vscode';
import type { RunRecord } from '../../src/core/runs/record';
import { perSubcase, sample } from '../vscode/sample';
import { command, inWorkspace, until } from './blindspot';

/** Half of the sample's thirty subcases are entailed, which an answer of "entailment" for all gets right. */
const wrongSubcases = 15;

describe('Failing examples as a document', () => {
  let run: RunRecord;

  before(async () => {
    run = await imported(sample.hans);
  });

  it('lists them by subcase, with gold label, answer and line', async () => {
    const { text } = await open({ run: run.id });
    assert.match(text, /^Failing examples of all entailment on hans modèle\n150 of 300 examples\n/);
    assert.equal(text.match(/^\S.*, gold non-entailment\): 10 of 10$/gm)?.length, wrongSubcases);
    const [, premise, hypothesis] = /premise {5}(.+)\n {4}hypothesis {2}(.+)\n {4}gold {8}non-entailment\n {4}predicted {3}entailment$/m.exec(text) ?? [];
    assert.ok(premise !== undefined && hypothesis !== undefined);
  });

  it('narrows them down, and says so', async () => {
    const { text } = await open({ run: run.id, subcase: 'ln_passive' });
    assert.match(text, /\n150 of 300 examples; shown: 10 \(ln_passive\)\n/);
    assert.equal(text.match(/^ {2}ex\d+, line \d+/gm)?.length, perSubcase);
  });

  it('cannot be written to', async () => {
    const { uri } = await open({ run: run.id });
    assert.equal(vscode.workspace.fs.isWritableFileSystem(uri.scheme), false);
    assert.equal((await vscode.workspace.fs.stat(uri)).permissions, vscode.FilePermission.Readonly);
    await assert.rejects(async () => vscode.workspace.fs.writeFile(uri, new Uint8Array()));
  });

  it('leads from each example to its line in the data file, beside', async () => {
    const { uri, text } = await open({ run: run.id, subcase: 'sn_NP/S' });
    const links = (await vscode.commands.executeCommand<vscode.DocumentLink[]>('vscode.executeLinkProvider', uri)).filter(({ target }) => target?.scheme === 'command');
    assert.equal(links.length, perSubcase);
    const [, id, line] = /^ {2}(ex\d+), line (\d+)/m.exec(text) ?? [];
    const { target } = links[0] ?? {};
    assert.equal(target?.path, 'blindspot.openExample');
    await vscode.commands.executeCommand(target.path, ...(JSON.parse(target.query) as unknown[]));
    const editor = await until('data file', () => (vscode.window.activeTextEditor?.document.uri.fsPath === run.data.file ? vscode.window.activeTextEditor : undefined));
    assert.equal(editor.selection.active.line, Number(line) - 1);
    assert.ok(editor.document.lineAt(editor.selection.active).text.split('\t').includes(id ?? ''));
    assert.equal(editor.viewColumn, vscode.ViewColumn.Two);
  });

  it('has its groups as an outline, and folds to a line a group', async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    // All groups have to fit, and a task may have left its terminal open below.
    await vscode.commands.executeCommand('workbench.action.closePanel');
    const { uri } = await open({ run: run.id });
    const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>('vscode.executeDocumentSymbolProvider', uri);
    assert.equal(symbols.length, wrongSubcases);
    assert.equal(symbols[0]?.detail, String(perSubcase));
    await until('folded groups', async () => {
      // Asked for before the editor knows its ranges, it folds nothing.
      await vscode.commands.executeCommand('editor.foldAll');
      // One range of visible lines a fold.
      return (vscode.window.activeTextEditor?.visibleRanges.length ?? 0) >= wrongSubcases ? true : undefined;
    });
  });

  it('says what a second run fixed', async () => {
    const model = await command('blindspot.evaluateHans', {
      model: inWorkspace(sample.model),
      adapter: null,
      data: inWorkspace(sample.hans),
      selection: { kind: 'per-subcase', count: 2, seed: 1 },
    });
    const { text } = await open({ run: run.id, compareWith: model?.id, change: 'fixed' });
    assert.match(text, /^Fixed: wrong in all entailment on hans modèle, right in tiny llama é on hans modèle/);
    // 2 of each of the 30 subcases are common to both.
    assert.match(text, /\n\d+ of 60 examples\n/);
  });

  it('says that the data file was changed, and lists nothing', async () => {
    const data = 'hans changed later.tsv';
    await copyFile(inWorkspace(sample.hans), inWorkspace(data));
    const { id } = await imported(data);
    const { uri } = await open({ run: id });
    await appendFile(inWorkspace(data), '\n');
    await vscode.workspace.fs.stat(uri);
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
    assert.match(text, /^\S.*hans changed later\.tsv is not the file that run .+ its SHA-256 differs.*\n$/);
  });

  it('says that the run was deleted while it is shown', async () => {
    const data = 'hans of a deleted run.tsv';
    await copyFile(inWorkspace(sample.hans), inWorkspace(data));
    const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(inWorkspace('.blindspot'), 'runs/*/run.json'));
    const noticed = new Promise((resolve) => watcher.onDidCreate(resolve));
    const { id } = await imported(data);
    await open({ run: id });
    // The editor says nothing of a file that comes and goes at once.
    await noticed;
    watcher.dispose();
    const shown = vscode.window.activeTextEditor?.document;
    assert.ok(shown);
    await rm(inWorkspace('.blindspot', 'runs', id), { recursive: true });
    // The editor may ask for the size of a document at any time, without reading it.
    await vscode.workspace.fs.stat(shown.uri);
    await until('sentence', () => (/^The run .+ is not there any more: it was deleted or moved\./.test(shown.getText()) ? true : undefined));
  });
});

async function imported(data: string): Promise<RunRecord> {
  const record = await command('blindspot.importPredictions', { predictions: inWorkspace(sample.predictions), data: inWorkspace(data) });
  assert.ok(record);
  return record;
}

/** Opens a failure document, which is then the active editor. */
async function open(argument: object): Promise<{ uri: vscode.Uri; text: string }> {
  await vscode.commands.executeCommand('blindspot.openFailures', argument);
  const { document } = vscode.window.activeTextEditor ?? {};
  assert.equal(document?.uri.scheme, 'blindspot-failures');
  return { uri: document.uri, text: document.getText() };
}
