import { readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Frame, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tinyLlama } from '../fixtures/models';
import type { Editor } from '../vscode/editor';
import { useEditor } from '../vscode/editorOfSuite';
import { bareMachine, firstBreakdown } from '../vscode/firstSteps';
import { focused, quickInput, runCommand, tabTo, webview } from '../vscode/workbench';

/** A stranger's first minutes, by keyboard alone; each test goes on where the one before it ended. */
describe('In a new VS Code, without Node.js and without a network', () => {
  let editor: Editor;
  let page: Page;
  let breakdown: Frame;
  let installed: number;
  const refused = join(tmpdir(), `blindspot-refused-${process.pid}.txt`);

  beforeAll(() => {
    installed = performance.now();
  });

  afterAll(() => rm(refused, { force: true }));

  useEditor({ name: 'first steps', ownInstallation: true, environment: bareMachine(refused) }, (opened) => {
    editor = opened;
    ({ page } = opened);
  });

  it('a model on this machine comes to a breakdown', async () => {
    breakdown = await firstBreakdown(page, { model: await tinyLlama(), perSubcase: 2 });
    console.log(`[figure] from the installation of the VSIX to the first breakdown: ${((performance.now() - installed) / 1000).toFixed(0)} s`);
    expect(await breakdown.locator('[data-bar]').count()).toBe(6);
  });

  it('the breakdown leads to a failing example in its file', async () => {
    await runCommand(page, 'View: Focus Active Editor Group');
    await tabTo(page, breakdown, '[data-bar]');
    for (let presses = 0; presses < 5 && !/List the [1-9]/.test((await focused(breakdown, 'aria-label')) ?? ''); presses++) {
      await page.keyboard.press('ArrowRight');
    }
    await page.keyboard.press('Enter');
    await breakdown.locator('.examples > li').first().waitFor();
    await expect.poll(() => focused(breakdown, 'id')).toBe('failures-title');
    await tabTo(page, breakdown, '[data-example]');
    await page.keyboard.press('Enter');
    await page.locator('.tab.active', { hasText: 'hans-style.tsv' }).waitFor();
  });

  it('the file can be annotated, and the decision is on disk', async () => {
    await runCommand(page, 'Blindspot: Annotate');
    await page.locator('.quick-input-title', { hasText: 'Your name as an annotator' }).waitFor();
    await quickInput(page).fill('stranger');
    await page.keyboard.press('Enter');
    const panel = await webview(page, 'annotation');
    // Where one works has the focus when the page opens.
    await panel.locator('#example:focus').waitFor();
    const shown = (): Promise<string | null> => panel.locator('#example').getAttribute('data-example');
    const example = await shown();
    await page.keyboard.press('1');
    await expect.poll(shown).not.toBe(example);
    const folder = join(editor.workspace, '.blindspot', 'annotations');
    const [file = ''] = (await readdir(folder)).filter((name) => name.endsWith('.jsonl'));
    const [, decision = '{}'] = (await readFile(join(folder, file), 'utf8')).split('\n');
    expect(JSON.parse(decision)).toMatchObject({ id: example, decision: 'label', label: 'entailment' });
  });

  it('nobody asked for an address', async () => {
    expect(await readFile(refused, 'utf8').catch(() => '')).toBe('');
  });
});
