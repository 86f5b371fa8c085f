import { copyFile, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { Editor } from '../vscode/editor';
import { useEditor } from '../vscode/editorOfSuite';
import { outOfReach } from '../vscode/keyboardReach';
import { sample } from '../vscode/sample';
import { writeSampleWorkspace } from '../vscode/sampleWorkspace';
import { answerFileDialog, chooseFromMenu, followLink, menuItem, openViewContainer, quickPick, reloadWindow, runCommand, screenshot, screenshotInThemes, treeRow, unreadable, unreadableInThemes, unreadableZoomedIn, webview } from '../vscode/workbench';

const published = resolve('../shared/data/hans');
const hans = 'heuristics_evaluation_set.txt';
const bert = 'bert_preds.txt';

/** One user's session: each test goes on where the one before it ended. */
describe("From BERT's published predictions beside a run of ours to the line of an example", () => {
  let editor: Editor;
  let page: Page;

  useEditor({
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
  }, async (opened) => {
    editor = opened;
    ({ page } = opened);
    // Wakes the extension, so that the keys find their commands.
    await runCommand(page, 'Blindspot: Show Log');
    await page.locator('.part.panel').getByRole('tab', { name: 'Output' }).waitFor();
    await runCommand(page, 'View: Toggle Panel Visibility');
    await openViewContainer(page, 'Blindspot');
  });

  it('imports the predictions and evaluates a model on a sample of the same file', async () => {
    await press(page, 'Control+Alt+1', treeRow(page, /bert_preds.*\d+\.\d %/));
    await press(page, 'Control+Alt+2', treeRow(page, /tiny llama é.*\d+\.\d %/));
    await runCommand(page, 'View: Close All Editors');
    // Random weights would rather say anything than a label.
    await treeRow(page, /tiny llama é.*low label mass/).waitFor();
    await screenshot(page, 'runs with warnings');
  });

  it('selects one run for compare and compares another with it, as the Explorer does with files', async () => {
    await treeRow(page, /bert_preds/).click({ button: 'right' });
    await menuItem(page, 'Select for Compare').waitFor();
    expect(await menuItem(page, 'Compare with Selected').count()).toBe(0);
    await page.keyboard.press('Escape');
    await chooseFromMenu(page, treeRow(page, /bert_preds/), 'Select for Compare');
    await chooseFromMenu(page, treeRow(page, /tiny llama/), 'Compare with Selected');

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

  it('can be read by a screen reader and in dark, light and high-contrast themes, in chart and table', async () => {
    const panel = await webview(page, 'compare');
    expect(await unreadableInThemes(page, panel, 'compare')).toEqual([]);
    expect(await outOfReach(page, panel)).toEqual([]);
    await panel.evaluate("document.getElementById('chart-title').scrollIntoView()");
    await screenshotInThemes(page, 'compare chart');
    expect(await unreadableZoomedIn(page, panel, 'compare', '#chart-title')).toEqual([]);
  });

  it('draws the thirty subcases instead', async () => {
    const panel = await webview(page, 'compare');
    await panel.getByRole('radio', { name: '30 subcases' }).click();
    await expect.poll(() => panel.locator('[data-bar]').count()).toBe(60);
    expect(await panel.locator('table.figures tbody tr').count()).toBe(30 + 6 + 1);
    await screenshot(page, 'compare subcases');
    expect(await unreadable(panel)).toEqual([]);
    await panel.getByRole('radio', { name: '3 heuristics' }).click();
    await expect.poll(() => panel.locator('[data-bar]').count()).toBe(12);
  });

  it('copies its table', async () => {
    const panel = await webview(page, 'compare');
    await panel.getByRole('button', { name: 'Copy as Markdown' }).click();
    await expect.poll(() => page.evaluate<string>('navigator.clipboard.readText()')).toMatch(/^\| Heuristic \| Gold label \| Subcase \|/);
  });

  it('saves its chart as a picture', async () => {
    const panel = await webview(page, 'compare');
    const picture = join(editor.workspace, 'picture of a comparison.png');
    await rm(picture, { force: true });
    await panel.getByRole('button', { name: 'Save as PNG' }).click();
    await answerFileDialog(page, picture);
    const bytes = (): Promise<Buffer> => readFile(picture).catch(() => Buffer.alloc(0));
    await expect.poll(async () => (await bytes()).length).toBeGreaterThan(10_000);
    expect((await bytes()).subarray(1, 4).toString('latin1')).toBe('PNG');
  });

  it('opens the broken examples of a cell as a document, and from there the line of one', async () => {
    const panel = await webview(page, 'compare');
    const button = panel.locator('[data-changed^="broken/"]').first();
    const broken = Number(await button.innerText());
    await button.click();
    await page.locator('.tab', { hasText: /Broken.* bert_preds/ }).waitFor();
    const link = page.locator('.editor-instance .view-line .detected-link').first();
    await link.waitFor();
    const text = page.locator('.editor-instance .view-lines').first();
    await expect.poll(() => text.innerText()).toMatch(new RegExp(`shown:\\s${broken}\\s`));
    await screenshot(page, 'broken examples');
    const linked = page.locator('.editor-instance .view-line', { has: page.locator('.detected-link') }).first();
    const line = Number(/line\D+(\d+)/.exec(await linked.innerText())?.[1]);
    await followLink(link, page.locator('.tab', { hasText: hans }));
    await page.locator('.part.statusbar .statusbar-item', { hasText: `Ln ${line}, Col 1` }).waitFor();
    await screenshot(page, 'line of a broken example');
    await runCommand(page, 'View: Close All Editors');
  });

  it('compares two rows of the Runs view that are selected together', async () => {
    await treeRow(page, /bert_preds/).click();
    await treeRow(page, /tiny llama/).click({ modifiers: ['Control'] });
    await chooseFromMenu(page, treeRow(page, /tiny llama/), 'Compare Selected');
    await (await webview(page, 'compare')).locator('h1').waitFor();
    await runCommand(page, 'View: Close All Editors');
  });

  it('asks which two from the title of the Runs view too, where the editor hands it the row that has the focus', async () => {
    await treeRow(page, /bert_preds/).click();
    await webview(page, 'breakdown');
    await page.locator('.part.sidebar .pane-header', { hasText: 'Runs' }).hover();
    await page.locator('.part.sidebar').getByRole('button', { name: 'Compare Runs…' }).click();
    await page.locator('.quick-input-title', { hasText: 'Blindspot: Compare Runs (1/2)' }).waitFor();
    await page.keyboard.press('Escape');
    await runCommand(page, 'View: Close All Editors');
  });

  it('puts both runs and others into one chart, and sorts the table of all by keyboard', async () => {
    await runCommand(page, 'Blindspot: All Runs');
    const panel = await webview(page, 'runs');
    await expect.poll(() => panel.locator('table.runs tbody tr').count()).toBe(2);
    expect(await panel.locator('[data-bar]').count()).toBe(12);
    await panel.locator('[data-sort="Accuracy"]').focus();
    await page.keyboard.press('Enter');
    await panel.locator('th[aria-sort="descending"] [data-sort="Accuracy"]').waitFor();
    const shares = (await panel.locator('table.runs tbody tr').allInnerTexts()).map((text) => Number(/(\d+\.\d) %/.exec(text)?.[1]));
    expect(shares).toEqual([...shares].sort((one, other) => other - one));
    await page.keyboard.press('Enter');
    await panel.locator('th[aria-sort="ascending"] [data-sort="Accuracy"]').waitFor();
    await panel.evaluate('scrollTo(0, 0)');
    expect(await unreadableInThemes(page, panel, 'all runs')).toEqual([]);
    expect(await outOfReach(page, panel)).toEqual([]);
    expect(await unreadableZoomedIn(page, panel, 'all runs', '#table-title')).toEqual([]);
  });

  it('compares two ticked runs from there, and is there again after a reload', async () => {
    const runs = await webview(page, 'runs');
    await runs.locator('[data-do="compare"]').click();
    await (await webview(page, 'compare')).locator('h1').waitFor();
    await reloadWindow(page);
    const panel = await webview(page, 'compare');
    await expect.poll(() => panel.locator('[data-bar]').count()).toBe(12);
  });

  it('offers an MNLI run of the same model where nearly every answer on HANS is "entailment"', async () => {
    await runCommand(page, 'View: Close All Editors');
    await openViewContainer(page, 'Blindspot');
    await treeRow(page, /tiny llama/).waitFor();
    // After a reload the editor takes a while before it watches files, and tells nobody of what came before.
    await expect
      .poll(
        async () => {
          await answerEntailment(join(editor.workspace, '.blindspot', 'runs'));
          return appears(treeRow(page, /one label/), 10_000);
        },
        { timeout: 80_000 },
      )
      .toBe(true);
    await treeRow(page, /one label/).click();
    const panel = await webview(page, 'breakdown');
    await panel.locator('.note.warning', { hasText: 'An MNLI run of the same model tells the two apart' }).waitFor();
    await screenshotInThemes(page, 'warning with an offer');
    await panel.locator('[data-offer="evaluate-mnli"]').click();
    await page.locator('.quick-input-title', { hasText: 'Blindspot: Data file' }).waitFor();
    await page.keyboard.press('Escape');
    expect(await unreadable(panel)).toEqual([]);
    await runCommand(page, 'View: Close All Editors');
  });

  it('draws seven of eight runs, and the eighth when another makes room', async () => {
    await runCommand(page, 'Blindspot: All Runs');
    const panel = await webview(page, 'runs');
    await expect.poll(() => panel.locator('[data-chart]').count()).toBe(8);
    expect(await panel.locator('[data-bar]').count()).toBe(7 * 6);
    const left = panel.locator('[data-chart]:disabled');
    expect(await left.getAttribute('title')).toBe('7 runs are in the chart already');
    await screenshotInThemes(page, 'seven runs');
    await panel.locator('[data-chart]:checked').first().click();
    await expect.poll(() => left.count()).toBe(0);
    await panel.locator('[data-chart]:not(:checked)').last().click();
    await expect.poll(() => panel.locator('[data-bar]').count()).toBe(7 * 6);
    expect(await unreadable(panel)).toEqual([]);
    await runCommand(page, 'View: Close All Editors');
  });

  it('says that a run was deleted while it is shown, and lets another be chosen', async () => {
    const folder = join(editor.workspace, '.blindspot', 'runs');
    await runCommand(page, 'Blindspot: Compare Runs');
    await quickPick(page, 'bert_preds').click();
    await quickPick(page, /tiny llama.*4 a subcase/).click();
    await (await webview(page, 'compare')).locator('h1').waitFor();
    for (const name of await readdir(folder)) {
      if (!name.startsWith('bert')) await rm(join(folder, name), { recursive: true });
    }
    const panel = await webview(page, 'compare');
    await panel.getByRole('alert').filter({ hasText: 'is not there any more: it was deleted or moved' }).waitFor();
    await screenshot(page, 'compare deleted run');
    expect(await unreadable(panel)).toEqual([]);
    expect(await panel.locator('vscode-dropdown').count()).toBe(2);
  });

  it('breaks no rule of the pages’ content security policy', () => {
    expect(editor.violations).toEqual([]);
  });
});

/** Six runs like ours whose answers are all "entailment", as if another process had made them. */
async function answerEntailment(runs: string): Promise<void> {
  const ours = (await readdir(runs)).find((name) => name.startsWith('tiny')) ?? '';
  const journal = (await readFile(join(runs, ours, 'predictions.jsonl'), 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => {
      const { id } = JSON.parse(line) as { id: string };
      return `${JSON.stringify({ id, label: 'entailment', logprobs: { entailment: -0.1, neutral: -3, contradiction: -4 }, mass: 0.97 })}\n`;
    });
  for (const number of [1, 2, 3, 4, 5, 6]) {
    const copy = join(runs, `always-entailment-${number}`);
    await mkdir(copy, { recursive: true });
    await writeFile(join(copy, 'predictions.jsonl'), journal.join(''));
    await copyFile(join(runs, ours, 'run.json'), join(copy, 'run.json'));
  }
}

/** Presses a key until what it brings about is there: one that is pressed while the palette is closing is lost. */
async function press(page: Page, key: string, effect: ReturnType<typeof treeRow>): Promise<void> {
  await expect
    .poll(
      async () => {
        await page.keyboard.press(key);
        return appears(effect, 20_000);
      },
      { timeout: 80_000 },
    )
    .toBe(true);
}

async function appears(what: ReturnType<typeof treeRow>, timeout: number): Promise<boolean> {
  return what.waitFor({ timeout }).then(
    () => true,
    () => false,
  );
}
