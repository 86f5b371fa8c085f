import { appendFile, copyFile, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { Editor } from '../vscode/editor';
import { useEditor } from '../vscode/editorOfSuite';
import { outOfReach } from '../vscode/keyboardReach';
import { answerFileDialog, notification, reloadWindow, runCommand, screenshotInThemes, treeRow, chooseFromMenu, unreadableInThemes, unreadableZoomedIn, webview } from '../vscode/workbench';

const published = resolve('../shared/data');
const mnli = 'multinli_1.0_dev_matched.jsonl';
const synthetic = 'synthèse 1.jsonl';
const broken = 'broken.jsonl';

/** A set in which full overlap nearly is entailment, of MNLI's own premises. */
async function writeSynthetic(workspace: string): Promise<void> {
  const rows = (await readFile(join(workspace, mnli), 'utf8')).trim().split('\n').slice(0, 900).map((line) => JSON.parse(line) as { sentence1: string; sentence2: string });
  const lines = rows.map(({ sentence1: premise, sentence2 }, at) => {
    const label = ['entailment', 'neutral', 'contradiction'][at % 3];
    const hypothesis = at % 3 === 0 && at % 5 !== 0 ? premise.split(/\s+/).slice(0, 6).join(' ') : sentence2;
    return JSON.stringify({ id: `s${at}`, label, premise, hypothesis, source: { sample: at } });
  });
  await writeFile(join(workspace, synthetic), `${lines.join('\n')}\n`);
  await writeFile(join(workspace, broken), `${lines.slice(0, 60).join('\n').replaceAll('"contradiction"', '"contradictory"')}\n<<<<<<< HEAD\n{"label": "maybe", "premise": "a", "hypothesis": "b"}\n`);
}

/** One user's session: each test goes on where the one before it ended. */
describe('The bias of sets, measured in the editor', () => {
  let editor: Editor;
  let page: Page;

  useEditor({
    name: 'bias',
    prepare: async (workspace) => {
      await copyFile(join(published, 'mnli', mnli), join(workspace, mnli));
      await copyFile(join(published, 'hans', 'heuristics_evaluation_set.txt'), join(workspace, 'hans.txt'));
      await writeSynthetic(workspace);
    },
    keybindings: (workspace) => [
      {
        key: 'ctrl+alt+1',
        command: 'blindspot.measureBias',
        args: { files: [synthetic, 'hans.txt', broken].map((name) => join(workspace, name)), against: join(workspace, mnli) },
      },
    ],
  }, (opened) => {
    editor = opened;
    ({ page } = opened);
  });

  it('are shown from the menu of a file, with a verdict and the number that it comes from', async () => {
    await runCommand(page, 'View: Show Explorer');
    await chooseFromMenu(page, treeRow(page, synthetic), 'Measure Bias…');
    const panel = await webview(page, 'bias');
    await panel.getByRole('heading', { name: 'Training on this set is likely to strengthen the lexical overlap heuristic.' }).waitFor();
    expect(await panel.locator('.reason').innerText()).toMatch(/^Entailment is the label of \d+\.\d % of its examples with full overlap and of \d+\.\d % of the others/);
    expect(await panel.locator('[data-table="entailment"] tbody tr').count()).toBe(12);
    expect(await unreadableInThemes(page, panel, 'bias')).toEqual([]);
    await panel.evaluate("document.querySelector('[data-table=\"entailment\"]').scrollIntoView()");
    await screenshotInThemes(page, 'bias tables');
  });

  it('change with the file', async () => {
    const panel = await webview(page, 'bias');
    await appendFile(join(editor.workspace, synthetic), '{"id":"more","label":"neutral","premise":"a","hypothesis":"b"}\n');
    await panel.getByText('901 examples').waitFor();
  });

  it('stand beside each other and beside a file of MNLI, with the lines that cannot be used', async () => {
    await runCommand(page, 'View: Close All Editors');
    await page.keyboard.press('Control+Alt+1');
    const panel = await webview(page, 'bias');
    await panel.getByRole('heading', { name: 'The bias of 3 sets' }).waitFor();
    expect(await panel.locator('.legend li').count()).toBe(5);
    await panel.getByText('2 lines cannot be used').click();
    expect(await panel.locator('details').innerText()).toContain('Line 62: field "label" is "maybe"');
    await expect.poll(() => panel.getByText('Labels in other spellings: “contradictory” (20).').count()).toBe(1);
    expect(await unreadableInThemes(page, panel, 'bias of three')).toEqual([]);
    expect(await outOfReach(page, panel)).toEqual([]);
    expect(await unreadableZoomedIn(page, panel, 'bias', '#chart-title')).toEqual([]);
    await panel.evaluate("document.getElementById('chart-title').scrollIntoView()");
    await screenshotInThemes(page, 'bias chart of three');
    await panel.getByRole('radio', { name: 'Overlap by label' }).click();
    await screenshotInThemes(page, 'bias overlap of three');
  });

  it('open a line that cannot be used', async () => {
    const panel = await webview(page, 'bias');
    await panel.locator('[data-line="62"]').focus();
    await page.keyboard.press('Enter');
    await page.locator('.part.statusbar .statusbar-item', { hasText: 'Ln 62, Col 1' }).waitFor();
    await page.keyboard.press('Control+w');
  });

  it('are there again after a reload, with the chart that was chosen', async () => {
    await reloadWindow(page);
    const panel = await webview(page, 'bias');
    await panel.getByRole('heading', { name: 'The bias of 3 sets' }).waitFor();
    await panel.getByRole('heading', { name: 'Share of full overlap, by label' }).waitFor();
    expect(await panel.getByText(`Held against`).innerText()).toContain(mnli);
  });

  it('can be removed and held against the figures of MNLI that come with the product, by keyboard', async () => {
    const panel = await webview(page, 'bias');
    await panel.locator('[data-do="built-in"]').focus();
    await page.keyboard.press('Enter');
    await panel.getByText('Held against MNLI (matched development set)').waitFor();
    await panel.getByRole('button', { name: `Remove ${broken}` }).focus();
    await page.keyboard.press('Enter');
    await panel.getByRole('heading', { name: 'The bias of 2 sets' }).waitFor();
  });

  it('are copied as tables', async () => {
    const panel = await webview(page, 'bias');
    await panel.getByRole('button', { name: 'Copy as Markdown: Biased filter' }).click();
    await expect.poll(() => page.evaluate<string>('navigator.clipboard.readText()')).toMatch(/^\| Set \| Examples \| Kept by the biased filter \|/);
  });

  it('give their biased subset as a file of its own', async () => {
    await rm(join(editor.workspace, 'kept.jsonl'), { force: true });
    const panel = await webview(page, 'bias');
    await panel.getByRole('button', { name: `Write the biased subset… of ${synthetic}` }).click();
    await answerFileDialog(page, join(editor.workspace, 'kept.jsonl'));
    const told = notification(page, /kept\.jsonl: \d+ of 901 examples/);
    await told.waitFor();
    const kept = (await readFile(join(editor.workspace, 'kept.jsonl'), 'utf8')).trim().split('\n');
    expect(JSON.parse(kept[0] ?? '')).toHaveProperty('source');
    await told.getByRole('button', { name: 'Measure Its Bias' }).click();
    await expect.poll(async () => (await webview(page, 'bias')).locator('.reason').first().innerText()).toContain('of 100.0 % of its examples with full overlap and of 0.0 % of the others');
  });
});
