import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { annotationFileName } from '../../src/core/annotation/fileName';
import type { Editor } from '../vscode/editor';
import { useEditor } from '../vscode/editorOfSuite';
import { sample } from '../vscode/sample';
import { writeSampleWorkspace } from '../vscode/sampleWorkspace';
import { notification, openViewContainer, quickInput, runCommand, screenshotInThemes, webview } from '../vscode/workbench';

/** The digits of key bindings. */
const key = { import: 1, evaluate: 2, annotate: 3, stop: 4 } as const;

const refusal = /This folder is not trusted: no model is loaded in it, and no program started or stopped\. Trust it first/;

describe('In a folder that is not trusted', () => {
  let editor: Editor;
  let page: Page;

  useEditor({
    name: 'untrusted',
    untrusted: true,
    prepare: writeSampleWorkspace,
    keybindings: (folder) => {
      const file = (name: string): string => join(folder, name);
      const evaluation = { model: file(sample.model), adapter: null, data: file(sample.hans), selection: { kind: 'all' } };
      return [
        { key: `ctrl+alt+${key.import}`, command: 'blindspot.importPredictions', args: { predictions: file(sample.predictions), data: file(sample.hans) } },
        { key: `ctrl+alt+${key.annotate}`, command: 'blindspot.annotate', args: { file: file(sample.hans) } },
        // As another extension would call it: the editor itself disables the command.
        { key: `ctrl+alt+${key.evaluate}`, command: 'runCommands', args: { commands: [{ command: 'blindspot.evaluateHans', args: evaluation }] } },
        { key: `ctrl+alt+${key.stop}`, command: 'runCommands', args: { commands: ['blindspot.stopTraining'] } },
      ];
    },
  }, async (opened) => {
    editor = opened;
    ({ page } = opened);
    await page.locator('.part.statusbar', { hasText: 'Restricted Mode' }).waitFor();
    await runCommand(page, 'Blindspot: Show Log');
  });

  it('the empty views say what can be done, and how to trust it', async () => {
    await openViewContainer(page, 'Blindspot');
    const sidebar = page.locator('.part.sidebar');
    await sidebar.locator('.welcome-view-content', { hasText: 'This folder is not trusted: no model is loaded in it.' }).waitFor();
    await sidebar.locator('.welcome-view-content', { hasText: 'run once the folder is trusted' }).waitFor();
    expect(await sidebar.locator('.welcome-view-content', { hasText: 'Evaluate on HANS' }).count()).toBe(0);
    await screenshotInThemes(page, 'untrusted');
    await sidebar.getByRole('button', { name: 'Manage Workspace Trust' }).first().click();
    await page.locator('.workspace-trust-editor').waitFor();
    await runCommand(page, 'View: Close All Editors');
  });

  it('predictions can be imported, and their breakdown read', async () => {
    await page.keyboard.press(`Control+Alt+${key.import}`);
    await (await webview(page, 'breakdown')).locator('[data-bar]').first().waitFor();
  });

  it('a set can be annotated', async () => {
    await page.keyboard.press(`Control+Alt+${key.annotate}`);
    await page.locator('.quick-input-title', { hasText: 'Your name as an annotator' }).waitFor();
    await quickInput(page).fill('stranger');
    await quickInput(page).press('Enter');
    const panel = await webview(page, 'annotation');
    await panel.locator('#example:focus').waitFor();
    await page.keyboard.press('1');
    const file = join(editor.workspace, '.blindspot', 'annotations', annotationFileName({ dataset: sample.hans, annotator: 'stranger' }));
    await expect.poll(() => readFile(file, 'utf8').catch(() => '')).toMatch(/\n.*"decision":"label","label":"entailment"/);
  });

  it('no evaluation begins, and it is said how to change that', async () => {
    await page.keyboard.press(`Control+Alt+${key.evaluate}`);
    await notification(page, refusal).getByRole('button', { name: 'Manage Workspace Trust' }).click();
    await page.locator('.workspace-trust-editor').waitFor();
    expect(await readdir(join(editor.workspace, '.blindspot', 'runs'))).toEqual([expect.stringMatching(/^all-entailment/)]);
  });

  it('no training is stopped, because a file of the folder would say which process is to end', async () => {
    await runCommand(page, 'Notifications: Clear All Notifications');
    await page.keyboard.press(`Control+Alt+${key.stop}`);
    await notification(page, refusal).waitFor();
  });
});
