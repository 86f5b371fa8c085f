import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Frame, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { Editor } from '../vscode/editor';
import { useEditor } from '../vscode/editorOfSuite';
import { quickPick, runCommand, tabTo, webview } from '../vscode/workbench';

const set = Array.from({ length: 6 }, (_, index) => `${JSON.stringify({ id: `s${index}`, label: 'neutral', premise: `Premise ${index}.`, hypothesis: `Hypothesis ${index}.` })}\n`).join('');

/** Each test goes on where the one before it ended. */
describe('The note of an example', () => {
  let editor: Editor;
  let page: Page;
  let file: string;

  useEditor({
    name: 'annotation-notes',
    prepare: async (workspace) => {
      await writeFile(join(workspace, 'pairs.jsonl'), set);
      await mkdir(join(workspace, '.vscode'));
    },
    settings: { 'blindspot.annotation.annotator': 'Anna' },
  }, (opened) => {
    editor = opened;
    ({ page } = opened);
    file = join(editor.workspace, '.blindspot', 'annotations', 'pairs.Anna.jsonl');
  });

  const shown = async (panel: Frame): Promise<string> => (await panel.locator('#example').getAttribute('data-example')) ?? '';
  const pressOn = async (panel: Frame, key: string): Promise<string> => {
    const before = await shown(panel);
    await page.keyboard.press(key);
    await expect.poll(() => shown(panel)).not.toBe(before);
    return shown(panel);
  };

  it('is kept as it was typed also where one moves on at once', async () => {
    await runCommand(page, 'Blindspot: Annotate');
    await quickPick(page, 'pairs.jsonl').click();
    const panel = await webview(page, 'annotation');
    await panel.locator('#example').focus();
    const id = await shown(panel);
    // Sooner than the page tells by itself what is typed.
    await panel.evaluate(`{
      const note = document.getElementById('note');
      note.focus();
      note.value = 'quick';
      note.dispatchEvent(new Event('input'));
      document.getElementById('example').focus();
      document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true }));
    }`);
    await expect.poll(() => shown(panel)).not.toBe(id);
    expect(await panel.locator('#note').inputValue()).toBe('');
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => shown(panel)).toBe(id);
    expect(await panel.locator('#note').inputValue()).toBe('quick');
  });

  it('stays where it is when it cannot be written, and is written when it can', async () => {
    const panel = await webview(page, 'annotation');
    const id = await shown(panel);
    await pressOn(panel, '2');
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => shown(panel)).toBe(id);
    await rename(file, `${file}.away`);
    await page.keyboard.press('n');
    await page.keyboard.press('End');
    await page.keyboard.type(' and slow');
    await panel.getByRole('button', { name: 'Next', exact: true }).click();
    await panel.getByRole('alert').filter({ hasText: 'was changed by another program' }).waitFor();
    expect([await shown(panel), await panel.locator('#note').inputValue()]).toEqual([id, 'quick and slow']);
    await rename(`${file}.away`, file);
    await panel.locator('#example').focus();
    await page.keyboard.press('n');
    await page.keyboard.press('Enter');
    await expect.poll(async () => (await readFile(file, 'utf8')).trimEnd().split('\n').at(-1)).toContain('"note":"quick and slow"');
    await expect.poll(() => panel.getByRole('alert').count()).toBe(0);
  });

  it('is left for no other example by an arrow that scrolls a table', async () => {
    const panel = await webview(page, 'annotation');
    const name = 'B'.repeat(300);
    const own = await readFile(file, 'utf8');
    await writeFile(join(editor.workspace, '.blindspot', 'annotations', 'pairs.Ben.jsonl'), own.replace('"annotator":"Anna"', `"annotator":"${name}"`));
    await panel.locator('[data-do="compare"]').click();
    await panel.locator('.agreement').waitFor();
    const id = await shown(panel);
    await tabTo(page, panel, '.scroll[aria-label^="Confusion matrix"]');
    const scrolled = (): Promise<number> => panel.evaluate(`document.querySelector('.scroll[aria-label^="Confusion matrix"]').scrollLeft`);
    await page.keyboard.press('ArrowRight');
    await expect.poll(scrolled).toBeGreaterThan(0);
    expect(await shown(panel)).toBe(id);
  });
});
