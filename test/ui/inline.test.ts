import { readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { Editor } from '../vscode/editor';
import { useEditor } from '../vscode/editorOfSuite';
import { sample } from '../vscode/sample';
import { writeSampleWorkspace } from '../vscode/sampleWorkspace';
import { notification, quickInput, quickPick, reloadWindow, runCommand, screenshot, screenshotInThemes, webview } from '../vscode/workbench';

/** One user's session: each test goes on where the one before it ended. */
describe('A run in its data file', () => {
  let editor: Editor;
  let page: Page;

  useEditor({
    name: 'inline',
    prepare: writeSampleWorkspace,
    keybindings: (workspace) => [
      {
        key: 'ctrl+alt+1',
        command: 'blindspot.evaluateHans',
        args: { model: join(workspace, sample.model), adapter: null, data: join(workspace, sample.hans), selection: { kind: 'all' } },
      },
    ],
  }, async (opened) => {
    editor = opened;
    ({ page } = opened);
    // Wakes the extension, so that the key finds its command.
    await runCommand(page, 'Blindspot: Show Log');
  });

  it('puts prediction and confidence beside each line in view', async () => {
    await page.keyboard.press('Control+Alt+1');
    await webview(page, 'breakdown');
    await runCommand(page, 'Blindspot: Show Run in Editor');
    await quickPick(page, 'tiny llama').click();
    await expect.poll(() => hints(page), { timeout: 30_000 }).toContainEqual(expect.stringMatching(/^✗ \w+ >?\d+ %$/));
    expect((await hints(page)).length).toBeGreaterThan(10);
    await screenshotInThemes(page, 'hints');
  });

  it('tells in a hover what was asked and answered, and scores the example again from there', async () => {
    await runCommand(page, 'Go to Next Problem (Error, Warning, Info)');
    await page.keyboard.press('Escape');
    await runCommand(page, 'Show or Focus Hover');
    await hover(page, 'Prompt as sent').waitFor();
    await screenshot(page, 'hover');
    await hover(page, 'Prompt as sent').getByText('Score this example again').click();
    await hover(page, 'Scored again').waitFor();
    await expect.poll(() => hints(page), { timeout: 30_000 }).toContainEqual(expect.stringContaining('again:'));
    await screenshot(page, 'scored again');
  });

  it('is there again after a reload', async () => {
    await reloadWindow(page);
    await expect.poll(() => hints(page), { timeout: 30_000 }).toContainEqual(expect.stringMatching(/^✗ \w+ >?\d+ %$/));
  });

  it('turns the hints off and on', async () => {
    await runCommand(page, 'Blindspot: Toggle Hints in Data Files');
    await expect.poll(() => hints(page), { timeout: 30_000 }).toEqual([]);
    await runCommand(page, 'Blindspot: Toggle Hints in Data Files');
    await expect.poll(() => hints(page), { timeout: 30_000 }).not.toEqual([]);
  });

  it('is off with a message when the data file is not what was scored, never wrong', async () => {
    const file = join(editor.workspace, sample.hans);
    const original = await readFile(file, 'utf8');
    const lines = original.split('\n');
    await writeFile(file, [lines[0], ...lines.slice(2)].join('\n'));
    await notification(page, /hans modèle\.tsv is not the file that run .* scored/).waitFor();
    await expect.poll(() => hints(page), { timeout: 30_000 }).toEqual([]);
    await page.locator('.statusbar-item', { hasText: 'Hints off' }).waitFor();
    await screenshot(page, 'hints off');
    await writeFile(file, original);
    await expect.poll(() => hints(page), { timeout: 30_000 }).not.toEqual([]);
  });

  it('is off with a message when the run is deleted', async () => {
    const runs = join(editor.workspace, '.blindspot', 'runs');
    for (const run of await readdir(runs)) await rm(join(runs, run), { recursive: true });
    await notification(page, /run that the editor showed was deleted or moved/).waitFor();
    await expect.poll(() => hints(page), { timeout: 30_000 }).toEqual([]);
  });

  it('lets any example be tried, and a word of it be changed', async () => {
    await runCommand(page, 'Notifications: Clear All Notifications');
    await runCommand(page, 'Blindspot: Try an Example');
    await quickInput(page).fill('The doctor visited the lawyer.');
    await page.keyboard.press('Enter');
    await page.locator('.quick-input-title', { hasText: 'Hypothesis' }).waitFor();
    await quickInput(page).fill('The lawyer visited the doctor.');
    await page.keyboard.press('Enter');
    await page.locator('.view-lines', { hasText: /Prompt\sas\ssent/ }).waitFor();
    await lens(page, /entailment \d/).waitFor();
    await screenshotInThemes(page, 'try an example');

    await page.locator('.view-line', { hasText: /^Hypothesis/ }).first().click();
    await page.keyboard.press('End');
    await page.keyboard.type(' Seven lions sleep.');
    await lens(page, /^before: /).waitFor();
    await screenshot(page, 'a word changed');
  });
});

/** The texts that stand beside lines without being part of them. */
async function hints(page: Page): Promise<string[]> {
  const texts = await page.evaluate<string[]>(`[...document.querySelectorAll('.view-line span')].map((span) => getComputedStyle(span, '::after').content)`);
  return texts.filter((text) => /^"[✓✗]/.test(text)).map((text) => text.slice(1, -1));
}

function hover(page: Page, text: string): Locator {
  return page.locator('.monaco-hover', { hasText: text }).first();
}

function lens(page: Page, text: RegExp): Locator {
  return page.locator('.codelens-decoration a, .codelens-decoration span', { hasText: text }).first();
}
