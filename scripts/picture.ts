// npm run picture -- DATA SET.jsonl: makes the pictures of README, walk-through and docs/synthetic-set.md from the
// real product in a real VS Code: BERT's published predictions on HANS (McCoy et al. 2019), and a generated set whose
// labels were checked, with what its generation left beside it. DATA is the folder that holds `hans` and `mnli`; the
// model that generated is in the models folder.
import { createHash } from 'node:crypto';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { annotationVersion, formatDecision, formatHeader } from '../src/core/annotation/decision';
import { annotationFileName } from '../src/core/annotation/fileName';
import type { Label } from '../src/core/nli/label';
import { defaultModelsFolder } from '../src/storage/models/defaultFolder';
import { startEditor } from '../test/vscode/editor';
import { openViewContainer, quickInput, quickPick, runCommand, treeRow, useTheme, webview, workbench } from '../test/vscode/workbench';

const [source = '../shared/data', generated = 'synthetic.jsonl'] = process.argv.slice(2);
const hans = 'heuristics_evaluation_set.txt';
const predictions = 'bert_preds.txt';
const mnli = 'multinli_1.0_dev_matched.jsonl';
const set = path.basename(generated);

const editor = await startEditor({
  name: 'picture',
  settings: { 'explorer.compactFolders': false },
  environment: { BLINDSPOT_MODELS: defaultModelsFolder({ environment: process.env, platform: process.platform, home: homedir() }) },
  prepare: async (workspace) => {
    for (const file of [`hans/${hans}`, `hans/${predictions}`, `mnli/${mnli}`]) await copyFile(path.join(source, file), path.join(workspace, path.basename(file)));
    for (const end of ['.jsonl', '.rejected.jsonl', '.generation.json']) {
      await copyFile(generated.replace(/\.jsonl$/, end), path.join(workspace, set.replace(/\.jsonl$/, end)));
    }
    await annotate(workspace);
  },
  keybindings: (workspace) => [{ key: 'ctrl+alt+1', command: 'blindspot.measureBias', args: { files: [path.join(workspace, set)], against: path.join(workspace, mnli) } }],
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
  await folder(page);
  await take(page, 'media/walkthrough/folder.png');
  await failures(page);
  // Past the path of a folder that is gone tomorrow.
  await page.keyboard.press('PageDown');
  await take(page, 'media/walkthrough/failures.png');
  await bias(page);
  await takeAlone(page, 'media/walkthrough/bias.png');
  await annotation(page, mnli);
  await take(page, 'media/walkthrough/annotate.png');
  await annotation(page, set);
  await agreement(page);
  await takeAlone(page, 'docs/synthetic-set-agreement.png');
  await runCommand(page, 'View: Close All Editors');
  await runCommand(page, 'Blindspot: Fine-Tune Classifier');
  await form(page);
  await takeAlone(page, 'media/walkthrough/train.png');
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

/** Without the side bar, for what needs the room. */
async function takeAlone(page: Page, file: string): Promise<void> {
  await runCommand(page, 'View: Toggle Primary Side Bar Visibility');
  await page.setViewportSize({ width: 1100, height: 780 });
  await take(page, file);
  await page.setViewportSize({ width: 1100, height: 700 });
  await runCommand(page, 'View: Toggle Primary Side Bar Visibility');
}

/** As it is when somebody is about to train on the set. */
async function form(page: Page): Promise<void> {
  const panel = await webview(page, 'fineTune');
  for (const [setting, text] of Object.entries({ base: 'smollm2-135m-instruct-q4_1', data: set })) await panel.locator(`#set-${setting}`).fill(text);
  await panel.locator('#set-out').click();
  await panel.evaluate('scrollTo(0, 0)');
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

/** What Blindspot made in the folder, beside what it was made from. */
async function folder(page: Page): Promise<void> {
  await runCommand(page, 'View: Show Explorer');
  await treeRow(page, '.blindspot').click();
  await treeRow(page, 'runs').click();
  await treeRow(page, /bert[-_]preds-/).waitFor();
}

async function failures(page: Page): Promise<void> {
  await openViewContainer(page, 'Blindspot');
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

async function annotation(page: Page, file: string): Promise<void> {
  await runCommand(page, 'View: Close All Editors');
  await runCommand(page, 'Blindspot: Annotate');
  await quickPick(page, file).click();
  const name = page.locator('.quick-input-title', { hasText: 'Your name as an annotator' });
  await name.or(page.locator('iframe.webview')).first().waitFor();
  if (await name.isVisible()) {
    await quickInput(page).fill('Anna');
    await quickInput(page).press('Enter');
  }
  await (await webview(page, 'annotation')).locator('#example[data-example]').waitFor();
}

async function agreement(page: Page): Promise<void> {
  const panel = await webview(page, 'annotation');
  await panel.locator('[data-do="compare"]').click();
  await panel.locator('.agreement summary').click();
  await panel.evaluate("document.getElementById('agreement-title').scrollIntoView()");
}

/** Two annotation files of the set: one by the labels that were asked for, one by the labels of its label check. */
async function annotate(workspace: string): Promise<void> {
  const text = await readFile(generated, 'utf8');
  const rows = text.trim().split('\n').map((line) => JSON.parse(line) as { id: string; label: Label; source: { check: { label: Label } } });
  const sha256 = createHash('sha256').update(text).digest('hex');
  const folder = path.join(workspace, '.blindspot', 'annotations');
  await mkdir(folder, { recursive: true });
  for (const [annotator, labelOf] of [
    ['requested', (row: (typeof rows)[number]) => row.label],
    ['classifier', (row: (typeof rows)[number]) => row.source.check.label],
  ] as const) {
    const at = new Date(0).toISOString();
    const lines = rows.map((row) => formatDecision({ id: row.id, decision: 'label', label: labelOf(row), at }));
    const header = { dataset: set, sha256, annotator, version: annotationVersion } as const;
    await writeFile(path.join(folder, annotationFileName(header)), `${[formatHeader(header), ...lines].join('\n')}\n`);
  }
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
