import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { after, before, describe, it } from 'mocha';
import * as vscode from 'vscode';
import type { RunRecord } from '../../src/core/runs/record';
import { perSubcase, sample } from '../vscode/sample';
import { command, inWorkspace, until } from './blindspot';

const viewType = 'blindspot.annotation';

describe('The annotation editor', () => {
  const file = inWorkspace('pairs to annotate.jsonl');
  const text = [
    { id: 'far', label: 'neutral', premise: 'Snow fell all night.', hypothesis: 'It was warm.' },
    { id: 'near', label: 'neutral', premise: 'The senators were advised by the doctor .', hypothesis: 'The senators advised the doctor .' },
  ]
    .map((example) => `${JSON.stringify(example)}\n`)
    .join('');

  before(async () => {
    await writeFile(file, text);
    // Otherwise the first annotation asks who annotates.
    await vscode.workspace.getConfiguration('blindspot').update('annotation.annotator', 'a host test', vscode.ConfigurationTarget.Global);
  });

  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.getConfiguration('blindspot').update('annotation.annotator', undefined, vscode.ConfigurationTarget.Global);
  });

  it('leaves sets to the text editor unless it is asked for', async () => {
    await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(file));
    assert.equal(vscode.window.activeTextEditor?.document.uri.fsPath, file);
  });

  it('opens with “Open With…”, holds the annotation while it is open, and never writes to the set', async () => {
    await vscode.commands.executeCommand('vscode.openWith', vscode.Uri.file(file), viewType);
    await until('lock', async () => (await locks()).find((name) => name.endsWith('.lock')));
    assert.deepEqual(shownSet(), file);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await until('end of the lock', async () => ((await locks()).some((name) => name.endsWith('.lock')) ? undefined : true));
    assert.equal(await readFile(file, 'utf8'), text);
  });

  it('opens for the set in view', async () => {
    await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(file));
    await vscode.commands.executeCommand('blindspot.annotate');
    await until('annotation editor', () => (shownSet() === file ? true : undefined));
  });

  describe('for failing examples', () => {
    let run: RunRecord;
    const similar = (among: string): Thenable<{ title: string; ids: string[] } | undefined> =>
      vscode.commands.executeCommand('blindspot.annotateSimilar', { failures: { run: run.id, subcase: 'ln_passive' }, among });

    before(async () => {
      const record = await command('blindspot.importPredictions', { predictions: inWorkspace(sample.predictions), data: inWorkspace(sample.hans) });
      assert.ok(record);
      run = record;
    });

    it('puts those of a subcase into the queue of the run’s data file', async () => {
      const listed = await similar(run.data.file);
      assert.equal(listed?.title, `${perSubcase} failing examples (ln_passive)`);
      assert.equal(listed.ids.length, perSubcase);
      await until('annotation editor', () => (shownSet() === run.data.file ? true : undefined));
    });

    it('or the nearest examples of another file, the nearest first, and says how they were found', async () => {
      const listed = await similar(file);
      assert.equal(listed?.title, '2 examples nearest to 10 failing examples (ln_passive), by word overlap (Jaccard index of premise and hypothesis)');
      assert.deepEqual(listed.ids, ['near', 'far']);
      await until('annotation editor', () => (shownSet() === file ? true : undefined));
    });
  });
});

/** The set in the annotation editor in view. */
function shownSet(): string | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  return input instanceof vscode.TabInputCustom && input.viewType === viewType ? input.uri.fsPath : undefined;
}

async function locks(): Promise<string[]> {
  return readdir(inWorkspace('.blindspot', 'locks')).catch(() => []);
}
