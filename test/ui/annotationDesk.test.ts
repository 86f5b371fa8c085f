import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Frame, Page } from 'playwright-core';
import { afterAll, describe, expect, it } from 'vitest';
import { shuffling } from '../../src/core/draw';
import { drained } from '../../src/core/drained';
import type { Editor } from '../vscode/editor';
import { useEditor } from '../vscode/editorOfSuite';
import { answerFileDialog, notification, quickInput, quickPick, reloadWindow, runCommand, screenshot, tabTo, unreadable, webview, workbench } from '../vscode/workbench';

const labels = ['entailment', 'neutral', 'contradiction'] as const;
const set = Array.from({ length: 12 }, (_, index) =>
  JSON.stringify({ id: `s${index}`, label: labels[index % 3], premise: `The lawyer who met ${index + 2} judges thanked the actor.`, hypothesis: `The actor thanked the lawyer ${index + 2} times.` }),
);
const text = `${set.join('\n')}\n`;

/** Each test goes on where the one before it ended. */
describe('The desk of an annotator', () => {
  let editor: Editor;
  let page: Page;
  let folder: string;

  useEditor({
    name: 'annotation-desk',
    prepare: async (workspace) => {
      await writeFile(join(workspace, 'pairs.jsonl'), text);
      await mkdir(join(workspace, '.vscode'));
    },
    settings: { 'blindspot.annotation.annotator': 'Anna' },
  }, (opened) => {
    editor = opened;
    ({ page } = opened);
    folder = join(editor.workspace, '.blindspot', 'annotations');
  });

  const mounted: string[] = [];
  // Before the editor's own end, which removes the folder.
  afterAll(() => {
    for (const place of mounted) execFileSync('umount', ['--lazy', place]);
  });

  const linesIn = async (name: string): Promise<Record<string, unknown>[]> => {
    const content = await readFile(join(folder, name), 'utf8').catch(() => '');
    return content.split('\n').slice(1, -1).map((line) => JSON.parse(line) as Record<string, unknown>);
  };
  const lines = (): Promise<Record<string, unknown>[]> => linesIn('pairs.Anna.jsonl');
  const shown = async (panel: Frame): Promise<string> => (await panel.locator('#example').getAttribute('data-example')) ?? '';
  /** Goes on to the next example that is not decided. @returns its ID */
  const nextOpen = async (panel: Frame): Promise<string> => {
    const before = await shown(panel);
    await panel.locator('#example').focus();
    await page.keyboard.press(' ');
    await expect.poll(() => shown(panel)).not.toBe(before);
    return shown(panel);
  };
  const openSet = async (where: Page): Promise<Frame> => {
    await runCommand(where, 'Blindspot: Annotate');
    await quickPick(where, 'pairs.jsonl').click();
    const panel = await webview(where, 'annotation');
    await panel.locator('#example').waitFor();
    return panel;
  };

  it('shows the suggestion where the setting says so, and one key takes it', async () => {
    const panel = await openSet(page);
    await panel.locator('#example').focus();
    expect(await panel.locator('.suggestion').count()).toBe(0);
    await writeFile(join(editor.workspace, '.vscode', 'settings.json'), '{"blindspot.annotation.showSuggestion": true}');
    await panel.locator('.suggestion').waitFor();
    const id = await shown(panel);
    const suggested = await panel.locator('.suggestion strong').innerText();
    expect(await panel.locator('[data-key="A"]').innerText()).toBe(`A Accept “${suggested}”`);
    await page.keyboard.press('a');
    await expect.poll(() => shown(panel)).not.toBe(id);
    expect(await lines()).toEqual([expect.objectContaining({ id, decision: 'accept', label: suggested })]);
    await panel.locator('.suggestion').waitFor();
  });

  it('hides it again where the setting says so, until it is wanted', async () => {
    const panel = await webview(page, 'annotation');
    await writeFile(join(editor.workspace, '.vscode', 'settings.json'), '{"blindspot.annotation.showSuggestion": false}');
    await expect.poll(() => panel.locator('.suggestion').count()).toBe(0);
    expect(await panel.locator('[data-key="A"]').innerText()).toBe('A Show suggestion');
    const before = await lines();
    await page.keyboard.press('a');
    await panel.locator('.suggestion').waitFor();
    expect(await lines()).toEqual(before);
  });

  it('has its order and its seed chosen by keyboard alone', async () => {
    const panel = await webview(page, 'annotation');
    await page.keyboard.press('u');
    await expect.poll(async () => (await lines()).at(-1)).toMatchObject({ decision: 'undo' });
    await tabTo(page, panel, 'vscode-dropdown');
    await page.keyboard.press('Enter');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect.poll(() => shown(panel)).toBe('s0');
    expect(await panel.evaluate("document.querySelector('vscode-dropdown').value")).toBe('{"kind":"file"}');
    expect(await panel.locator('.seed').count()).toBe(0);
    // The example has the focus now, and keys are keys.
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => shown(panel)).toBe('s1');

    await tabTo(page, panel, 'vscode-dropdown');
    await page.keyboard.press('Enter');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await panel.locator('.seed input').waitFor();
    await tabTo(page, panel, '.seed input');
    await page.keyboard.press('Control+a');
    await page.keyboard.type('7');
    await page.keyboard.press('Enter');
    await expect.poll(() => shown(panel)).toBe(`s${drained(shuffling(12, 7))[0] ?? -1}`);
    expect(await panel.locator('.seed input').inputValue()).toBe('7');
    expect(await lines()).toHaveLength(2);
  });

  it('keeps a note that was begun on a decided example over a reload, and out of the file until it is finished', async () => {
    const panel = await webview(page, 'annotation');
    const id = await shown(panel);
    await panel.locator('#example').focus();
    await page.keyboard.press('2');
    await expect.poll(() => shown(panel)).not.toBe(id);
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => shown(panel)).toBe(id);
    const before = await lines();
    await page.keyboard.press('n');
    await page.keyboard.type('not fin');
    // The page tells what is typed three times a second.
    await pause(1000);
    await reloadWindow(page);
    const again = await webview(page, 'annotation');
    await expect.poll(() => shown(again)).toBe(id);
    expect(await again.locator('#note').inputValue()).toBe('not fin');
    expect(await lines()).toEqual(before);
    // The lock of the window before is gone, or lapses.
    await expect.poll(() => again.locator('.verdict:disabled').count(), { timeout: 30_000 }).toBe(0);
    await again.locator('#example').focus();
    await page.keyboard.press('n');
    await page.keyboard.press('End');
    await page.keyboard.type('ished');
    await page.keyboard.press('Enter');
    await expect.poll(async () => (await lines()).at(-1)).toMatchObject({ id, decision: 'label', label: 'neutral', note: 'not finished' });
  });

  it('takes no second decision about an example before the first is answered, whatever else is told meanwhile', async () => {
    const panel = await webview(page, 'annotation');
    const id = await nextOpen(panel);
    const before = (await lines()).length;
    // A note is finished, a key decides before that is answered, and another is pressed when that is: no sooner than the answer to the decision.
    await panel.evaluate(`{
      const press = (key) => document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
      addEventListener('message', ({ data }) => { if (data.said === 'Note kept.') press('3'); });
      const note = document.getElementById('note');
      note.value = 'at once';
      note.dispatchEvent(new Event('input'));
      note.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
      press('1');
    }`);
    await expect.poll(() => shown(panel)).not.toBe(id);
    // What was asked for before this is done before this.
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => shown(panel)).toBe(id);
    expect((await lines()).slice(before)).toEqual([expect.objectContaining({ id, decision: 'label', label: 'entailment', note: 'at once' })]);
  });

  it('in a second window can only be looked at, and is taken over where the first one left', async () => {
    const first = await webview(page, 'annotation');
    const id = await nextOpen(first);
    const decided = (await lines()).length;
    const other = await page.context().newPage();
    await other.goto(page.url());
    await workbench(other);
    const panel = await openSet(other);
    await panel.locator('.note.warning', { hasText: /^The annotation by Anna is being written by VS Code \(process \d+ on .*Here it can only be read\.$/ }).waitFor();
    expect(await panel.locator('.verdict:not(:disabled)').count()).toBe(0);
    await panel.locator('#example').focus();
    await other.keyboard.press('1');
    await page.bringToFront();
    await first.locator('#example').focus();
    await page.keyboard.press('3');
    await expect.poll(() => shown(first)).not.toBe(id);
    expect((await lines()).slice(decided)).toEqual([expect.objectContaining({ id, decision: 'label', label: 'contradiction' })]);

    await runCommand(page, 'View: Close All Editors');
    await other.bringToFront();
    await expect.poll(() => panel.locator('.verdict:not(:disabled)').count(), { timeout: 30_000 }).toBe(5);
    const next = await shown(panel);
    await panel.locator('#example').focus();
    await other.keyboard.press('1');
    await expect.poll(() => shown(panel)).not.toBe(next);
    expect((await lines()).at(-1)).toMatchObject({ id: next, label: 'entailment' });
    await runCommand(other, 'View: Close All Editors');
    await other.close();
    await page.bringToFront();
  });

  it('lets one of two who have adjudicated see the other’s decision, and an export choose whose counts', async () => {
    const sha256 = createHash('sha256').update(text).digest('hex');
    const file = (name: string, header: object, decided: Readonly<Record<string, string>>): Promise<void> =>
      writeFile(
        join(folder, name),
        [{ dataset: 'pairs.jsonl', sha256, version: 1, ...header }, ...Object.entries(decided).map(([id, label]) => ({ id, decision: 'label', label, at: '2026-01-01T10:00:00.000Z' }))]
          .map((line) => `${JSON.stringify(line)}\n`)
          .join(''),
      );
    await file('pairs.Anna.jsonl', { annotator: 'Anna' }, { s0: 'neutral', s1: 'neutral' });
    await file('pairs.Ben.jsonl', { annotator: 'Ben' }, { s0: 'entailment', s1: 'entailment' });
    await file('pairs.Anna-adjudication.jsonl', { annotator: 'Anna', adjudicates: ['Anna', 'Ben'] }, { s0: 'neutral', s1: 'neutral' });
    await file('pairs.Ben-adjudication.jsonl', { annotator: 'Ben', adjudicates: ['Anna', 'Ben'] }, { s0: 'neutral', s1: 'contradiction' });
    const panel = await openSet(page);
    await panel.locator('[data-do="compare"]').click();
    await panel.locator('.agreement').waitFor();
    expect(await panel.locator('.agreement').innerText()).toContain('2 disagreements, 1 adjudicated, 1 on which the adjudications differ. Where adjudications differ the example is disputed');
    await panel.locator('.agreement summary').click();
    await panel.locator('.disagreements').waitFor();
    expect(await panel.locator('.disagreements tbody tr').nth(1).innerText()).toMatch(/^s1, line 2\s+neutral\s+entailment\s+Anna: neutral\s+Ben: contradiction$/);
    await panel.locator('[data-do="adjudicate"]').focus();
    await page.keyboard.press('Enter');
    await panel.locator('.answers').waitFor();
    expect(await panel.locator('.answers').innerText()).toMatch(/Anna neutral\s+Ben entailment\s+Ben, adjudicating contradiction/);
    await expect.poll(() => panel.locator('.progress p').innerText()).toMatch(/^1 of 2 decided/);
    expect(await shown(panel)).toBe('s1');
    expect(await panel.locator('.where .decided').innerText()).toBe('Decided: neutral; disputed until the adjudications say the same');
    expect(await unreadable(panel)).toEqual([]);
    await screenshot(page, 'two adjudications');

    const accepted = join(editor.workspace, 'pairs.accepted.jsonl');
    await panel.locator('[data-do="export"]').focus();
    await page.keyboard.press('Enter');
    await quickPick(page, 'The adjudication by Ben').waitFor();
    await quickInput(page).fill('by Ben');
    await page.keyboard.press('Enter');
    await expect.poll(() => quickInput(page).inputValue()).toBe(accepted);
    await answerFileDialog(page, accepted);
    await notification(page, /accepted\.jsonl: 2 accepted examples; left out: 0 discarded, 0 disputed, 10 not decided\./).waitFor();
    const examples = (await readFile(accepted, 'utf8')).trimEnd().split('\n').map((line) => JSON.parse(line) as { id: string; label: string });
    expect(examples.map(({ id, label }) => [id, label])).toEqual([['s0', 'neutral'], ['s1', 'contradiction']]);

    await panel.locator('#example').focus();
    await page.keyboard.press('3');
    await panel.locator('.note.done').waitFor();
    expect((await linesIn('pairs.Anna-adjudication.jsonl')).at(-1)).toMatchObject({ id: 's1', label: 'contradiction' });
    await runCommand(page, 'View: Close All Editors');
    await rm(folder, { recursive: true });
    await rm(accepted);
  });

  it.runIf(process.getuid?.() === 0)('says that the disk is full, shows nothing as decided, and goes on when there is room', async () => {
    await mkdir(folder, { recursive: true });
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', folder]);
    mounted.push(folder);
    const panel = await openSet(page);
    const id = await shown(panel);
    const filler = join(folder, 'filler');
    await writeFile(filler, Buffer.alloc(64 * 1024)).catch(() => undefined);
    await panel.locator('#example').focus();
    await page.keyboard.press('2');
    await panel.getByRole('alert').filter({ hasText: /Cannot write the annotations .*pairs\.Anna\.jsonl: the disk is full\. Free some space and try again; what was written before is kept\./ }).waitFor();
    expect(await shown(panel)).toBe(id);
    expect(await panel.locator('.where .decided').count()).toBe(0);
    expect(await panel.locator('.progress p').innerText()).toMatch(/^0 of 12 decided/);
    expect(await panel.locator('.verdict[aria-pressed="true"]').count()).toBe(0);
    expect(await lines()).toEqual([]);
    await screenshot(page, 'annotation full disk');
    await rm(filler);
    await page.keyboard.press('2');
    await expect.poll(() => shown(panel)).not.toBe(id);
    expect(await panel.getByRole('alert').count()).toBe(0);
    expect(await lines()).toEqual([expect.objectContaining({ id, decision: 'label', label: 'neutral' })]);
    await runCommand(page, 'View: Close All Editors');
  });

  it('breaks no rule of the pages’ content security policy', () => {
    expect(editor.violations).toEqual([]);
  });
});
