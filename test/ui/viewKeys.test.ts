import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { makeHansExamples } from '../../src/core/hans/generator/makeHansExamples';
import { formatHansRow, hansHeader } from '../../src/core/hans/hansFile';
import type { TrainingIdentity } from '../../src/core/training/record';
import { FolderRunStore } from '../../src/storage/runs/folderRunStore';
import { FolderTrainingStore } from '../../src/storage/trainings/folderTrainingStore';
import { writeExperiment } from '../fixtures/experimentWorkspace';
import { importedRun, modelSource } from '../fixtures/runRecords';
import { trainingRecord } from '../fixtures/trainings';
import type { Editor } from '../vscode/editor';
import { useEditor } from '../vscode/editorOfSuite';
import { sample } from '../vscode/sample';
import { writeSampleWorkspace } from '../vscode/sampleWorkspace';
import { notification, onlyView, openViewContainer, patience, runCommand, screenshot, treeRow, webview, zoomedIn } from '../vscode/workbench';

/** An evaluation of them takes longer than a test looks at it. */
const manyExamples = 'many hans examples.tsv';

/** The rows of views, without a pointer; each test goes on where the one before it ended. */
describe('By keyboard alone, in the views', () => {
  let editor: Editor;
  let page: Page;

  useEditor(
    {
      name: 'view keys',
      prepare: async (folder) => {
        await writeSampleWorkspace(folder);
        await writeFile(join(folder, manyExamples), [hansHeader, ...[...makeHansExamples({ perSubcase: 400, seed: 1 })].map(formatHansRow)].join(''));
      },
      keybindings: (folder) => [
        { key: 'ctrl+alt+1', command: 'blindspot.importPredictions', args: { predictions: join(folder, sample.predictions), data: join(folder, sample.hans) } },
        { key: 'ctrl+alt+2', command: 'blindspot.addModel', args: join(folder, sample.model) },
        { key: 'ctrl+alt+3', command: 'blindspot.evaluateHans', args: { model: join(folder, sample.model), adapter: null, data: join(folder, manyExamples), selection: { kind: 'all' } } },
      ],
    },
    async (opened) => {
      editor = opened;
      ({ page } = opened);
      // Wakes the extension, so that the keys find their commands.
      await openViewContainer(page, 'Blindspot');
      await treeRow(page, 'SmolLM2 360M').waitFor();
      await page.keyboard.press('Control+Alt+1');
      await webview(page, 'breakdown');
      await page.keyboard.press('Control+Alt+2');
      await runCommand(page, 'View: Close All Editors');
    },
  );

  /** Goes to a row of a view with the arrow keys. */
  const goTo = async (view: string, text: string): Promise<void> => {
    await runCommand(page, `Blindspot: Focus on ${view} View`);
    await treeRow(page, text).waitFor();
    await arrowTo(page, page.locator('.part.sidebar .monaco-list:focus-within .monaco-list-row.focused', { hasText: text }));
  };
  const dialog = (): Locator => page.locator('.monaco-dialog-box');
  /** Answers a dialog with the button that has the focus after so many presses of Tab. */
  const answer = async (question: string | RegExp, button: string): Promise<void> => {
    await dialog().filter({ hasText: question }).waitFor();
    const wanted = dialog().getByRole('button', { name: button });
    for (let presses = 0; presses < 5 && (await wanted.and(page.locator(':focus')).count()) === 0; presses++) await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await dialog().filter({ hasText: question }).waitFor({ state: 'hidden' });
  };

  const runs = (): string => join(editor.workspace, '.blindspot', 'runs');
  /** Opens the menu of the row that has the focus, and chooses from it. */
  const chooseByKeys = async (text: string, look = async (): Promise<void> => undefined): Promise<void> => {
    await page.keyboard.press('Shift+F10');
    await arrowTo(page, page.locator('.context-view .action-item.focused', { hasText: text }));
    await look();
    await page.keyboard.press('Enter');
  };

  it('Enter opens a run', async () => {
    await goTo('Runs', 'all entailment');
    await page.keyboard.press('Enter');
    await webview(page, 'breakdown');
    await page.locator('.tab.active', { hasText: 'all entailment' }).waitFor();
  });

  it('Shift+F10 opens the menu of a run, and Enter chooses from it', async () => {
    await goTo('Runs', 'all entailment');
    await chooseByKeys('Copy as Markdown', () => screenshot(page, 'menu of a run'));
    await expect.poll(() => page.evaluate<string>('navigator.clipboard.readText()')).toMatch(/^### all entailment/);
  });

  it('“Reveal Folder” goes to the folder of a run in the explorer, since this window has no file manager', async () => {
    await goTo('Runs', 'all entailment');
    await chooseByKeys('Reveal Folder');
    const [run = ''] = await readdir(runs());
    await page.locator('.explorer-folders-view .monaco-list-row.selected', { hasText: run }).waitFor();
    await treeRow(page, 'run.json').waitFor();
  });

  it('Delete asks, and asks again where there is no trash: the run stays until it may be deleted for good', async () => {
    const [run = ''] = await readdir(runs());
    const files = await readdir(join(runs(), run));
    expect(files).toContain('predictions.jsonl');
    await goTo('Runs', 'all entailment');
    await page.keyboard.press('Delete');
    await answer('Delete the run “all entailment on hans modèle” with its 300 scores?', 'Move to Trash');
    // A window on a remote machine has none.
    await answer(new RegExp(`“${run}” cannot be moved to a trash\\..*Delete it permanently\\? It cannot be restored then\\.`, 's'), 'Cancel');
    await treeRow(page, 'all entailment').waitFor();
    expect(await readdir(join(runs(), run))).toEqual(files);

    await page.keyboard.press('Delete');
    await answer('Delete the run “all entailment', 'Move to Trash');
    await answer('cannot be moved to a trash', 'Delete Permanently');
    await treeRow(page, 'all entailment').waitFor({ state: 'detached' });
    expect(await readdir(runs())).toEqual([]);
  });

  it('Delete says who works on a run, and keeps it, also where that began while the user was asked', async () => {
    const runs = new FolderRunStore(join(editor.workspace, '.blindspot', 'runs'));
    const hold = async (): ReturnType<FolderRunStore['open']> => runs.open({ identity: { predictionsSha256: 'a'.repeat(64), dataSha256: 'b'.repeat(64) }, name: 'held' }, 'blindspot evaluate');
    const held = notification(page, `“bert_preds on hans” is under way: blindspot evaluate writes to it (process ${process.pid} on `);
    const first = await hold();
    await first.write(importedRun(3, { id: first.id, identity: first.identity, state: 'running' }));
    await treeRow(page, /bert_preds.*running/).waitFor();
    await goTo('Runs', 'bert_preds');
    await page.keyboard.press('Delete');
    await held.waitFor();
    await first.write(importedRun(3, { id: first.id, identity: first.identity, state: 'cancelled' }));
    await first.close();
    await runCommand(page, 'Notifications: Clear All Notifications');
    await treeRow(page, /bert_preds.*cancelled/).waitFor();
    await goTo('Runs', 'bert_preds');
    await page.keyboard.press('Delete');
    await dialog().filter({ hasText: 'Delete the run “bert_preds' }).waitFor();
    const second = await hold();
    await answer('Delete the run “bert_preds', 'Move to Trash');
    await held.waitFor();
    expect(await readdir(join(editor.workspace, '.blindspot', 'runs'))).toEqual([first.id]);
    await second.close();
  });

  it('Delete offers to cancel an evaluation of this window, and leaves its run and its model alone', async () => {
    await runCommand(page, 'Notifications: Clear All Notifications');
    await page.keyboard.press('Control+Alt+3');
    await treeRow(page, /tiny llama.*running/).waitFor();
    await goTo('Models', sample.model);
    await page.keyboard.press('Delete');
    await notification(page, `${sample.model} is in use: an evaluation with it is under way in this window.`).waitFor();
    await goTo('Runs', 'tiny llama');
    await page.keyboard.press('Delete');
    const refusal = notification(page, /“tiny llama é on many hans examples.*” is under way in this window/);
    await refusal.waitFor();
    await screenshot(page, 'deletion refused');
    await refusal.getByRole('button', { name: 'Cancel Evaluation' }).click();
    await treeRow(page, /tiny llama.*cancelled/).waitFor();
  });

  it('Delete says which run, training or experiment of the folder works with a model', async () => {
    const model = join(editor.workspace, sample.model);
    const refused = async (by: RegExp): Promise<void> => {
      await runCommand(page, 'Notifications: Clear All Notifications');
      await goTo('Models', sample.model);
      await page.keyboard.press('Delete');
      await notification(page, by).waitFor();
    };
    const run = await new FolderRunStore(join(editor.workspace, '.blindspot', 'runs')).open({ identity: { predictionsSha256: 'c'.repeat(64), dataSha256: 'd'.repeat(64) }, name: 'scoring' }, 'blindspot evaluate');
    await run.write(importedRun(3, { id: run.id, identity: run.identity, state: 'running', source: modelSource({ file: model }) }));
    await refused(/is in use by the run “.*” \(blindspot evaluate, process \d+ on .*\)\. Stop that first/);
    await run.write(importedRun(3, { id: run.id, identity: run.identity, state: 'cancelled', source: modelSource({ file: model }) }));
    await run.close();

    const training = await new FolderTrainingStore(join(editor.workspace, '.blindspot', 'training')).open('learning', {} as TrainingIdentity, 'blindspot train');
    await training.write(trainingRecord('learning', { state: 'running', base: { file: model, files: [] } }));
    await refused(/is in use by the training learning-.* \(blindspot train, process \d+ on/);
    await training.write(trainingRecord('learning', { state: 'cancelled', base: { file: model, files: [] } }));
    await training.close();

    const { store, planned } = await writeExperiment(editor.workspace, 'laptop', { base: sample.model });
    const driver = await store.open(planned.name, 'blindspot experiment run');
    await refused(/is in use by the experiment laptop\./);
    await driver.close();
  });

  it('Enter shows the card of a model', async () => {
    await onlyView(page, 'Models');
    await goTo('Models', sample.model);
    await page.keyboard.press('Enter');
    await page.locator('.tab.active', { hasText: `${sample.model} (card)` }).waitFor();
  });

  it('“Reveal File” goes to a model in the folder, and says where another one is', async () => {
    await goTo('Models', 'SmolLM2 135M on MNLI');
    await chooseByKeys('Reveal File');
    const told = notification(page, /\.gguf is outside of the open folder, in \/.+\/media\b/);
    await told.getByRole('button', { name: 'Copy Path' }).click();
    await expect.poll(() => page.evaluate<string>('navigator.clipboard.readText()')).toMatch(/^\/.+\/media\/.+\.gguf$/);

    await goTo('Models', sample.model);
    await chooseByKeys('Reveal File');
    await page.locator('.explorer-folders-view .monaco-list-row.selected', { hasText: sample.model }).waitFor();
    await onlyView(page, 'Models');
  });

  it('Delete asks, and takes a model of one’s own from the list', async () => {
    await goTo('Models', sample.model);
    await page.keyboard.press('Delete');
    await answer(`Delete ${sample.model}`, 'Remove from the List');
    await treeRow(page, sample.model).waitFor({ state: 'detached' });
    expect(await readdir(editor.workspace)).toContain(sample.model);
  });

  it('Delete says why something else stays', async () => {
    await goTo('Models', 'SmolLM2 135M on MNLI');
    await page.keyboard.press('Delete');
    await notification(page, 'is a part of Blindspot').waitFor();
    await goTo('Models', 'SmolLM2 360M');
    await page.keyboard.press('Delete');
    await notification(page, 'SmolLM2 360M Instruct is not on this machine.').waitFor();
  });

  it('a narrow view still says what a row is', async () => {
    await runCommand(page, 'Notifications: Clear All Notifications');
    await zoomedIn(page, async () => {
      await screenshot(page, 'views zoomed in');
      const row = treeRow(page, 'SmolLM2 360M');
      await row.waitFor();
      const right = async (part: Locator): Promise<number> => part.boundingBox().then((box) => (box === null ? Infinity : box.x + box.width));
      expect(await right(row.locator('.label-name'))).toBeLessThan(await right(row));
      expect(await right(row)).toBeLessThan(await right(page.locator('.part.sidebar')));
    });
  });
});

/** Presses the arrow key until the row or entry has the focus. */
async function arrowTo(page: Page, wanted: Locator): Promise<void> {
  const deadline = Date.now() + patience;
  for (let presses = 0; (await wanted.count()) === 0; presses++) {
    if (Date.now() > deadline) throw new Error('The arrow keys do not reach what is wanted.');
    // From the top, should it lie above.
    await page.keyboard.press(presses % 30 === 29 ? 'Home' : 'ArrowDown');
    await page.waitForTimeout(50);
  }
}
