import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Frame, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { Editor } from '../vscode/editor';
import { useEditor } from '../vscode/editorOfSuite';
import { choose } from '../vscode/firstSteps';
import { outOfReach } from '../vscode/keyboardReach';
import { perSubcase, sample } from '../vscode/sample';
import { writeSampleWorkspace } from '../vscode/sampleWorkspace';
import { chooseFromMenu, focused, notification, openViewContainer, quickInput, quickPick, runCommand, screenshot, tabTo, treeRow, unreadable, unreadableInThemes, webview, zoomedIn } from '../vscode/workbench';

/** As MNLI is published: the last row's annotators did not agree. */
const mnliFile = 'mnli dev_matched é.jsonl';
const mnliRows = ['entailment', 'neutral', 'contradiction', 'entailment', '-'].map((gold_label, n) => ({
  annotator_labels: [gold_label],
  genre: 'fiction',
  gold_label,
  pairID: `${n}e`,
  promptID: String(n),
  sentence1: `The senator saw ${n} judges.`,
  sentence2: 'The senator saw the judges.',
}));

/** One user's session: each test goes on where the one before it ended. */
describe('From a model file to its failing examples', () => {
  let editor: Editor;
  let page: Page;

  useEditor({
    name: 'ui',
    prepare: async (workspace) => {
      await writeSampleWorkspace(workspace);
      await writeFile(join(workspace, mnliFile), mnliRows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    },
  }, (opened) => {
    editor = opened;
    ({ page } = opened);
  });

  it('asks for model, adapter, HANS file and sample, and says how far it is', async () => {
    await runCommand(page, 'Blindspot: Evaluate on HANS');
    await quickPick(page, 'Choose a GGUF file').click();
    await quickPick(page, sample.model).click();
    await quickPick(page, 'No adapter').click();
    await quickPick(page, sample.hans).click();
    await quickPick(page, 'Another number a subcase').click();
    await answerInput(page, 'Examples of each subcase', '2');

    const progress = notification(page, 'Blindspot');
    await progress.waitFor();
    await progress.getByRole('button', { name: 'Cancel' }).waitFor();
    await page.locator('.part.statusbar .statusbar-item', { hasText: /Blindspot(:| \d)/ }).waitFor();
    await screenshot(page, 'progress');
  });

  it('opens the breakdown when the run has finished', async () => {
    const panel = await webview(page, 'breakdown');
    await panel.locator('h1').first().waitFor();
    expect(await bars(panel).count()).toBe(6);
    await expect.poll(() => notification(page, 'Blindspot').count()).toBe(0);
  });

  it('lists a bar’s failing examples at a click', async () => {
    const panel = await webview(page, 'breakdown');
    const bar = bars(panel, /List the [1-9]\d* failing/).first();
    const failing = Number(/List the (\d+)/.exec((await bar.getAttribute('aria-label')) ?? '')?.[1]);
    await bar.click();
    await examples(panel).first().waitFor();
    expect(await examples(panel).count()).toBe(Math.min(failing, 25));
    expect(await examples(panel).first().innerText()).toMatch(/Premise[\s\S]+Hypothesis[\s\S]+gold[\s\S]+predicted[\s\S]+%/);
  });

  it('opens an example in its file', async () => {
    const panel = await webview(page, 'breakdown');
    await panel.locator('[data-example]').first().click();
    const tab = page.locator('.tab', { hasText: sample.hans });
    await tab.waitFor();
    await tab.getByRole('button', { name: 'Close' }).click();
    await tab.waitFor({ state: 'detached' });
  });

  it('shows the run in the Runs view, with its accuracy', async () => {
    await openViewContainer(page, 'Blindspot');
    await treeRow(page, /tiny llama é.*\d+\.\d %.*hans modèle/).waitFor();
  });

  it('keeps to the colours of dark, light and high-contrast themes', async () => {
    const panel = await webview(page, 'breakdown');
    await panel.evaluate('scrollTo(0, 0)');
    expect(await unreadableInThemes(page, panel, 'breakdown')).toEqual([]);
    expect(await outOfReach(page, panel)).toEqual([]);
  });

  it('fits into a narrow window, as after zooming in to 200 %', async () => {
    const panel = await webview(page, 'breakdown');
    await zoomedIn(page, async () => {
      await screenshot(page, 'breakdown zoomed in');
      expect(await panel.evaluate<number>('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
      expect(await unreadable(panel)).toEqual([]);
    });
  });

  it('can be used by keyboard alone', async () => {
    await runCommand(page, 'View: Close All Editors');
    await page.keyboard.press('F1');
    await quickInput(page).pressSequentially('Blindspot: Open Breakdown');
    await quickPick(page, 'Blindspot: Open Breakdown').waitFor();
    await page.keyboard.press('Enter');
    await quickPick(page, 'tiny llama').waitFor();
    await page.keyboard.press('Enter');

    const panel = await webview(page, 'breakdown');
    await tabTo(page, panel, '[data-bar]');
    await page.keyboard.press('ArrowRight');
    expect(await focused(panel, 'aria-label')).toContain('non-entailment');
    for (let presses = 0; presses < 5 && !/List the [1-9]/.test((await focused(panel, 'aria-label')) ?? ''); presses++) {
      await page.keyboard.press('ArrowRight');
    }
    await page.keyboard.press('Enter');
    await examples(panel).first().waitFor();
    await expect.poll(() => focused(panel, 'id')).toBe('failures-title');
  });

  it('begins with a right click on a model and offers what was chosen last, and says how far it is: never ahead of the disk, nor a second behind', async () => {
    await runCommand(page, 'View: Close All Editors');
    await runCommand(page, 'View: Show Explorer');
    const runs = join(editor.workspace, '.blindspot', 'runs');
    const before = await readdir(runs);
    await chooseFromMenu(page, treeRow(page, sample.model), 'Evaluate on HANS…');
    await choose(page, 'Blindspot: Adapter', 'No adapter');
    const hansFile = page.locator('.quick-input-widget', { hasText: 'Blindspot: HANS file' });
    await hansFile.locator('.monaco-list-row.focused', { hasText: sample.hans }).filter({ hasText: 'last used' }).waitFor();
    await page.keyboard.press('Enter');
    await page.locator('.quick-input-widget .monaco-list-row.focused', { hasText: '2 a subcase' }).filter({ hasText: 'last used' }).waitFor();
    await choose(page, 'Blindspot: How many examples', 'All examples');

    const status = page.locator('.part.statusbar .statusbar-item[id$="blindspot.status"]');
    await expect.poll(() => status.innerText(), { interval: 20 }).toMatch(/[1-9]\d* \/ 300/);
    const [run = ''] = (await readdir(runs)).filter((name) => !before.includes(name));
    const onDisk = async (): Promise<number> => (await readFile(join(runs, run, 'predictions.jsonl'), 'utf8')).split('\n').length - 1;
    const earlier: { readonly at: number; readonly scored: number }[] = [];
    for (;;) {
      const scored = await onDisk();
      const shown = /(\d+) \/ 300/.exec(await status.innerText())?.[1];
      if (shown === undefined) break;
      expect(Number(shown)).toBeLessThanOrEqual(await onDisk());
      const secondAgo = earlier.findLast(({ at }) => at <= Date.now() - 1000);
      expect(Number(shown)).toBeGreaterThanOrEqual(secondAgo?.scored ?? 0);
      earlier.push({ at: Date.now(), scored });
    }
    expect(new Set(earlier.map(({ scored }) => scored)).size).toBeGreaterThan(3);
    expect(await onDisk()).toBe(30 * perSubcase);
    await expect.poll(() => status.innerText()).toMatch(/^\s*Blindspot\s*$/);
    await page.locator('.tab.active', { hasText: 'Breakdown' }).waitFor();
    await runCommand(page, 'View: Close All Editors');
  });

  it.each([
    // HANS is sampled by subcase, and has 30 of them.
    ['HANS', { file: sample.hans, offered: '10 a subcase', chosen: 'Another number a subcase', selection: { kind: 'per-subcase', count: 1, seed: 1 }, scored: 30 }],
    // Of the five rows, one has no gold label that the annotators agreed on.
    ['MNLI', { file: mnliFile, offered: '1,000 examples', chosen: 'All examples', selection: { kind: 'all' }, scored: 4 }],
  ] as const)('begins with a right click on a file of %s too, and scores just that', async (_name, { file, offered, chosen, selection, scored }) => {
    await runCommand(page, 'View: Show Explorer');
    const runs = join(editor.workspace, '.blindspot', 'runs');
    const before = await readdir(runs);
    await chooseFromMenu(page, treeRow(page, file), 'Evaluate on a Data File…');
    await choose(page, 'Blindspot: Model', sample.model);
    await choose(page, 'Blindspot: Adapter', 'No adapter');
    // The file is not asked for.
    await quickPick(page, offered).waitFor();
    await choose(page, 'Blindspot: How many examples', chosen);
    if (chosen.startsWith('Another')) await answerInput(page, 'Examples of each subcase', '1');
    await page.locator('.tab.active', { hasText: `Breakdown: tiny llama é, ${file.replace(/\.\w+$/, '')}` }).waitFor();
    const [run = ''] = (await readdir(runs)).filter((name) => !before.includes(name));
    const record: unknown = JSON.parse(await readFile(join(runs, run, 'run.json'), 'utf8'));
    expect(record).toMatchObject({ state: 'finished', scored, selection, data: { file: join(editor.workspace, file) } });
    await runCommand(page, 'View: Close All Editors');
  });

  it('stops a generation at once when it is cancelled, and goes on with it where it stopped', async () => {
    const samples = join(editor.workspace, '.blindspot', 'synthetic', 'cancelled.samples.jsonl');
    const generate = async (seedOffered: RegExp): Promise<void> => {
      await runCommand(page, 'Blindspot: Generate Synthetic Data…');
      // Rows move while the list of models is being filled, and a click would hit another one.
      await choose(page, 'Blindspot: Model', sample.model);
      await choose(page, 'Blindspot: Adapter', 'No adapter');
      await quickPick(page, 'No examples').click();
      await quickPick(page, 'Careful').click();
      // A key may come before the list has the focus.
      await page.locator('.quick-input-widget', { hasText: 'Test sets to keep out' }).getByRole('button', { name: 'OK' }).click();
      await quickPick(page, 'The model that writes them').click();
      await answerInput(page, 'Samples of each label', '25');
      await expect.poll(() => quickInput(page).inputValue()).toMatch(seedOffered);
      await answerInput(page, 'Seed', '7');
      await expect.poll(() => quickInput(page).inputValue()).toMatch(/-seed-7\.jsonl$/);
      await answerInput(page, 'File for the set', join('.blindspot', 'synthetic', 'cancelled.jsonl'));
    };
    await generate(/^\d+$/);
    const progress = notification(page, /[1-9]\d* of 75 samples/);
    await progress.hover();
    await progress.getByRole('button', { name: 'Cancel' }).click();
    await expect.poll(() => notification(page, 'of 75 samples').count()).toBe(0);
    // The editor takes the notification away before the generation has come to its end.
    await expect.poll(() => stateOf(join(editor.workspace, '.blindspot', 'synthetic', 'cancelled.generation.json'))).toBe('cancelled');
    const before = await readFile(samples, 'utf8');
    expect(before.split('\n').length).toBeLessThan(75);

    await generate(/^7$/);
    await notification(page, 'of 75 samples.').waitFor();
    expect((await readFile(samples, 'utf8')).startsWith(before)).toBe(true);
  });

  it('breaks no rule of the pages’ content security policy', () => {
    expect(editor.violations).toEqual([]);
  });
});

async function stateOf(record: string): Promise<unknown> {
  return (JSON.parse(await readFile(record, 'utf8')) as { state: unknown }).state;
}

async function answerInput(page: Page, title: string, text: string): Promise<void> {
  await page.locator('.quick-input-widget', { hasText: title }).waitFor();
  await page.locator('.quick-input-widget .quick-input-box input').last().fill(text);
  await page.keyboard.press('Enter');
}

function bars(panel: Frame, name = /List the/) {
  return panel.getByRole('button', { name }).and(panel.locator('[data-bar]'));
}

function examples(panel: Frame) {
  return panel.locator('.examples > li');
}
