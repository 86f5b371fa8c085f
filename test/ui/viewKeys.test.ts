import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { Editor } from '../vscode/editor';
import { useEditor } from '../vscode/editorOfSuite';
import { sample } from '../vscode/sample';
import { writeSampleWorkspace } from '../vscode/sampleWorkspace';
import { notification, onlyView, openViewContainer, patience, runCommand, screenshot, treeRow, webview, zoomedIn } from '../vscode/workbench';

/** The rows of views, without a pointer; each test goes on where the one before it ended. */
describe('By keyboard alone, in the views', () => {
  let editor: Editor;
  let page: Page;

  useEditor(
    {
      name: 'view keys',
      prepare: writeSampleWorkspace,
      keybindings: (folder) => [
        { key: 'ctrl+alt+1', command: 'blindspot.importPredictions', args: { predictions: join(folder, sample.predictions), data: join(folder, sample.hans) } },
        { key: 'ctrl+alt+2', command: 'blindspot.addModel', args: join(folder, sample.model) },
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
      await treeRow(page, 'SmolLM2 360M').waitFor();
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
