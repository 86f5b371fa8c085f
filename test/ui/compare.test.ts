import { copyFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startEditor, type Editor } from '../vscode/editor';
import { sample } from '../vscode/sample';
import { writeSampleWorkspace } from '../vscode/sampleWorkspace';
import { menuItem, openViewContainer, runCommand, screenshot, screenshotInThemes, treeRow, webview, workbench } from '../vscode/workbench';

const published = resolve('../shared/data/hans');
const hans = 'heuristics_evaluation_set.txt';
const bert = 'bert_preds.txt';

/** One user's session: each test goes on where the one before it ended. */
describe("From BERT's published predictions beside a run of ours to the line of an example", () => {
  let editor: Editor;
  let page: Page;

  beforeAll(async () => {
    editor = await startEditor({
      name: 'compare',
      prepare: async (workspace) => {
        await writeSampleWorkspace(workspace);
        for (const file of [hans, bert]) await copyFile(join(published, file), join(workspace, file));
      },
      keybindings: (workspace) => [
        { key: 'ctrl+alt+1', command: 'blindspot.importPredictions', args: { predictions: join(workspace, bert), data: join(workspace, hans) } },
        {
          key: 'ctrl+alt+2',
          command: 'blindspot.evaluateHans',
          args: { model: join(workspace, sample.model), adapter: null, data: join(workspace, hans), selection: { kind: 'per-subcase', count: 4, seed: 1 } },
        },
      ],
    });
    ({ page } = editor);
    await editor.open();
    await workbench(page);
    // Wakes the extension, so that the keys find their commands.
    await runCommand(page, 'Blindspot: Show Log');
    await openViewContainer(page, 'Blindspot');
  });

  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await screenshot(page, `failed ${task.name}`);
  });

  afterAll(async () => {
    await editor.close();
  });

  it('imports the predictions and evaluates a model on a sample of the same file', async () => {
    await press(page, 'Control+Alt+1', treeRow(page, /bert_preds.*\d+\.\d %/));
    await press(page, 'Control+Alt+2', treeRow(page, /tiny llama é.*\d+\.\d %/));
    await runCommand(page, 'View: Close All Editors');
    await screenshot(page, 'runs with warnings');
  });

  it('selects one run for compare and compares another with it, as the Explorer does with files', async () => {
    await treeRow(page, /bert_preds/).click({ button: 'right' });
    await menuItem(page, 'Select for Compare').waitFor();
    expect(await menuItem(page, 'Compare with Selected').count()).toBe(0);
    await menuItem(page, 'Select for Compare').click();
    await treeRow(page, /tiny llama/).click({ button: 'right' });
    await menuItem(page, 'Compare with Selected').click();

    const panel = await webview(page, 'compare');
    await panel.locator('h1').waitFor();
    expect(await panel.locator('[data-bar]').count()).toBe(12);
  });

  it('says that only the common examples are compared, and tests each cell on them', async () => {
    const panel = await webview(page, 'compare');
    // 4 of each of the 30 subcases are 120; BERT has predictions for all 30,000.
    expect(await panel.locator('.notes').innerText()).toContain('Compared on the 120 examples that both runs have; 29,880 of A and 0 of B are left out');
    expect(await panel.locator('table.figures tbody tr').count()).toBe(7);
  });

  it('keeps to the colours of dark, light and high-contrast themes', async () => {
    await screenshotInThemes(page, 'compare');
  });
});

/** Presses a key until what it brings about is there: one that is pressed while the palette is closing is lost. */
async function press(page: Page, key: string, effect: ReturnType<typeof treeRow>): Promise<void> {
  await expect
    .poll(
      async () => {
        await page.keyboard.press(key);
        return effect.waitFor({ timeout: 20_000 }).then(
          () => true,
          () => false,
        );
      },
      { timeout: 80_000 },
    )
    .toBe(true);
}
