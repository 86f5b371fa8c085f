import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { useEditor } from '../vscode/editorOfSuite';
import { sample } from '../vscode/sample';
import { writeSampleWorkspace } from '../vscode/sampleWorkspace';
import { chooseFromMenu, onlyView, openViewContainer, quickInput, quickPick, runCommand, screenshotInThemes, treeRow } from '../vscode/workbench';

/** The text of the editor in front; the editor writes spaces as such that do not break. */
function editorText(page: Page): Promise<string> {
  return page.locator('.editor-group-container.active .view-lines').innerText().then((text) => text.replaceAll('\u00a0', ' '));
}

/** One user's session: each test goes on where the one before it ended. */
describe('Models in the editor', () => {
  let page: Page;
  /** The list of the user's own files, in the models folder that the editor is given. */
  let register: string;

  useEditor(
    {
      name: 'models',
      prepare: writeSampleWorkspace,
      keybindings: (workspace) => [
        ...[sample.model, sample.ownAdapter, sample.foreignAdapter].map((name, at) => ({ key: `ctrl+alt+${at + 1}`, command: 'blindspot.addModel', args: join(workspace, name) })),
        { key: 'ctrl+alt+4', command: 'blindspot.refreshModels', args: null },
      ],
    },
    (opened) => {
      ({ page } = opened);
      register = join(opened.workspace, '..', 'models', 'models.json');
    },
  );

  const tab = (name: string): Locator => page.locator('.tab.active', { hasText: name });

  it('have a view with what can be fetched, and its size, need of memory and licence', async () => {
    await openViewContainer(page, 'Blindspot');
    await runCommand(page, 'Blindspot: Focus on Models View');
    await onlyView(page, 'Models');
    await treeRow(page, /SmolLM2 360M Instruct.*386 MB · needs .* memory/).waitFor();
    expect(await page.locator('.part.sidebar .monaco-list-row', { hasText: 'Llama 2 7B' }).count()).toBe(2);
    // The adapter that is shipped stands below the model that it was trained on, also before that is fetched.
    await expect.poll(() => treeRow(page, 'SmolLM2 135M on MNLI').getAttribute('aria-level')).toBe('3');
    expect(await treeRow(page, 'Adapters without Their Base').count()).toBe(0);
  });

  it('are offered with what each needs of the memory, and with the link of its licence', async () => {
    await runCommand(page, 'Blindspot: Download Model…');
    const offered = quickPick(page, /SmolLM2 135M Instruct/);
    await offered.waitFor();
    expect((await offered.innerText()).replaceAll('\u00a0', ' ')).toMatch(/Q4_1 · 98 MB · needs 517 MB of .* memory[^]*Licence: Apache-2\.0, https:\/\/www\.apache\.org/);
    await page.keyboard.press('Escape');
  });

  it('show an added file, an adapter under the base that it was trained on, and one for another model apart', async () => {
    for (const key of [1, 2, 3]) await page.keyboard.press(`Control+Alt+${key}`);
    await treeRow(page, /tiny llama é\.gguf.*F32/).waitFor();
    const base = treeRow(page, sample.model);
    await page.locator('.part.sidebar .monaco-list-row[aria-level="2"]', { hasText: sample.ownAdapter }).waitFor();
    expect(await base.getAttribute('aria-level')).toBe('1');
    await treeRow(page, /wide adapter\.gguf.*fits no model here/).waitFor();
  });

  it('have a card with the tokens of the labels', async () => {
    await treeRow(page, sample.model).click();
    await tab(`${sample.model} (card)`).waitFor();
    const text = await editorText(page);
    expect(text).toMatch(/Architecture {3}llama, 2 layers/);
    expect(text).toContain('" neutral" (21104)');
    await screenshotInThemes(page, 'models');
  });

  it('can be taken from the list without their file', async () => {
    await chooseFromMenu(page, treeRow(page, 'wide adapter.gguf'), 'Delete…');
    await page.locator('.monaco-dialog-box').getByRole('button', { name: 'Remove from the List' }).click();
    await treeRow(page, 'wide adapter.gguf').waitFor({ state: 'detached' });
  });

  it('say that their list cannot be read when that is so, and are there again once it is mended', async () => {
    const kept = await readFile(register, 'utf8');
    await writeFile(register, 'my models');
    await page.keyboard.press('Control+Alt+4');
    await page.locator('.part.sidebar', { hasText: 'The list of models could not be read.' }).waitFor();
    await writeFile(register, kept);
    await page.locator('.part.sidebar').getByRole('button', { name: 'Try Again' }).click();
    await treeRow(page, sample.model).waitFor();
  });

  it('are run on a machine of which the doctor says what works, in a report that can be copied', async () => {
    await runCommand(page, 'Blindspot: Doctor');
    await page.locator('.tab.active', { hasText: 'Blindspot Doctor' }).waitFor();
    expect(await editorText(page)).toMatch(/ok {2}Engine +llama\.cpp/);
    await screenshotInThemes(page, 'doctor');
    await page.locator('.editor-actions').getByRole('button', { name: 'Copy' }).click();
    await expect.poll(() => page.evaluate<string>('navigator.clipboard.readText()'), { timeout: 30_000 }).toMatch(/^ok {2}Models folder +<models folder>/m);
  });

  it('are explained by pages that the extension brings with it', async () => {
    await runCommand(page, 'Blindspot: Documentation');
    await quickPick(page, 'Questions').click();
    await page.locator('.tab.active', { hasText: 'faq.md' }).waitFor();
    await screenshotInThemes(page, 'documentation');
  });

  it('are a click in the status bar away, as all of Blindspot’s commands are', async () => {
    await page.locator('.statusbar-item', { hasText: 'Blindspot' }).first().click();
    await quickInput(page).waitFor();
    expect(await quickInput(page).inputValue()).toBe('>Blindspot: ');
    await page.keyboard.press('Escape');
  });
});
