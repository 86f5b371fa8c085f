// npm run picture: makes the pictures of README and walk-through in media/ from the real product in a real VS Code:
// BERT's published predictions on HANS (McCoy et al. 2019) and MNLI's matched development set. Called with the
// folder that holds `hans` and `mnli`.
import { copyFile, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { startEditor } from '../test/vscode/editor';
import { openViewContainer, quickInput, quickPick, runCommand, treeRow, useTheme, webview, workbench } from '../test/vscode/workbench';

const [source = '../shared/data'] = process.argv.slice(2);
const hans = 'heuristics_evaluation_set.txt';
const predictions = 'bert_preds.txt';
const mnli = 'multinli_1.0_dev_matched.jsonl';

const editor = await startEditor({
  name: 'picture',
  prepare: async (workspace) => {
    for (const file of [`hans/${hans}`, `hans/${predictions}`, `mnli/${mnli}`]) await copyFile(path.join(source, file), path.join(workspace, path.basename(file)));
  },
  keybindings: (workspace) => [{ key: 'ctrl+alt+1', command: 'blindspot.measureBias', args: { files: [path.join(workspace, hans)] } }],
});
try {
  await mkdir('media/walkthrough', { recursive: true });
  const { page } = editor;
  await editor.open();
  await workbench(page);
  await page.setViewportSize({ width: 1360, height: 860 });
  await useTheme(page, 'light');
  await breakdown(page);
  await take(page, 'media/breakdown.png');
  await page.setViewportSize({ width: 1100, height: 700 });
  await failures(page);
  // Past the path of a folder that is gone tomorrow.
  await page.keyboard.press('PageDown');
  await take(page, 'media/walkthrough/failures.png');
  await bias(page);
  await take(page, 'media/walkthrough/bias.png');
  await annotation(page);
  await take(page, 'media/walkthrough/annotate.png');
  await runCommand(page, 'View: Close All Editors');
  await runCommand(page, 'Blindspot: Fine-Tune Classifier');
  await (await webview(page, 'fineTune')).locator('#set-base').waitFor();
  await take(page, 'media/walkthrough/train.png');
  await runCommand(page, 'View: Close All Editors');
  await runCommand(page, 'Blindspot: Get Data');
  await quickPick(page, 'Make a HANS-style set').waitFor();
  await take(page, 'media/walkthrough/data.png');
  await page.keyboard.press('Escape');
  await models(page);
  await take(page, 'media/walkthrough/model.png');
} finally {
  await editor.close();
}

/** Without the hover of whatever the pointer happens to be over. */
async function take(page: Page, file: string): Promise<void> {
  await page.mouse.move(0, 0);
  await pause(1000);
  await page.screenshot({ path: file });
}

async function breakdown(page: Page): Promise<void> {
  await runCommand(page, 'Blindspot: Import Predictions');
  await quickPick(page, predictions).click();
  // The first picker lists the same files until the second one takes its place.
  await page.locator('.quick-input-title', { hasText: 'Blindspot: Data file' }).waitFor();
  await quickPick(page, hans).click();
  const panel = await webview(page, 'breakdown');
  await panel.locator('[data-bar="first/heuristic/lexical_overlap/non-entailment"]').waitFor();
  await openViewContainer(page, 'Blindspot');
  await panel.evaluate('scrollTo(0, 0)');
}

async function failures(page: Page): Promise<void> {
  await runCommand(page, 'View: Close All Editors');
  await runCommand(page, 'Blindspot: Open Failures');
  await quickPick(page, 'bert_preds').click();
  await quickPick(page, /Open .*failing examples/).click();
  await page.locator('.view-lines', { hasText: /Failing\sexamples/ }).waitFor();
}

async function bias(page: Page): Promise<void> {
  await runCommand(page, 'View: Close All Editors');
  await page.keyboard.press('Control+Alt+1');
  await (await webview(page, 'bias')).locator('[data-table="entailment"]').waitFor();
}

async function annotation(page: Page): Promise<void> {
  await runCommand(page, 'View: Close All Editors');
  await runCommand(page, 'Blindspot: Annotate');
  await quickPick(page, mnli).click();
  await page.locator('.quick-input-title', { hasText: 'Your name as an annotator' }).waitFor();
  await quickInput(page).fill('Anna');
  await quickInput(page).press('Enter');
  await (await webview(page, 'annotation')).locator('#example[data-example]').waitFor();
}

async function models(page: Page): Promise<void> {
  await openViewContainer(page, 'Blindspot');
  await runCommand(page, 'Blindspot: Focus on Models View');
  // Rows say size and need of memory, for which the side bar is too narrow.
  await page.mouse.move(350, 400);
  await page.mouse.down();
  await page.mouse.move(720, 400, { steps: 8 });
  await page.mouse.up();
  await treeRow(page, 'SmolLM2 135M Instruct').waitFor();
}
