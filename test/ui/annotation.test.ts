import { execFileSync, fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Frame, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { Editor } from '../vscode/editor';
import { useEditor } from '../vscode/editorOfSuite';
import { outOfReach } from '../vscode/keyboardReach';
import { answerFileDialog, notification, quickInput, quickPick, reloadWindow, runCommand, screenshot, unreadable, unreadableInThemes, unreadableZoomedIn, webview } from '../vscode/workbench';

const labels = ['entailment', 'neutral', 'contradiction'] as const;
/** Twelve examples, a broken line and a label in another spelling. */
const set = [
  ...Array.from({ length: 12 }, (_, index) =>
    JSON.stringify({
      id: `s${index}`,
      label: index === 11 ? '0' : labels[index % 3],
      premise: `The lawyer who met ${index + 2} judges in the old court thanked the actor before the rain came.`,
      hypothesis: `The actor thanked the lawyer ${index + 2} times.`,
    }),
  ),
  '{"id":"s12","label":"entailment"',
];

/** One annotator's session: each test goes on where the one before it ended. */
describe('Annotating a set with the keyboard alone', () => {
  let editor: Editor;
  let page: Page;
  let file: string;

  useEditor({
    name: 'annotation',
    prepare: async (workspace) => {
      await writeFile(join(workspace, 'pairs é.jsonl'), `${set.join('\n')}\n`);
      execFileSync('git', ['init', '--quiet'], { cwd: workspace });
      execFileSync('git', ['config', 'user.name', 'Anna Müller'], { cwd: workspace });
    },
  }, (opened) => {
    editor = opened;
    ({ page } = opened);
    file = join(editor.workspace, '.blindspot', 'annotations', 'pairs-é.Anna-Müller.jsonl');
  });

  const lines = async (): Promise<Record<string, unknown>[]> => {
    const text = await readFile(file, 'utf8').catch(() => '');
    return text
      .split('\n')
      .slice(1, -1)
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  };
  const shown = async (panel: Frame): Promise<string> => (await panel.locator('#example').getAttribute('data-example')) ?? '';
  /** Presses a key and waits until another example is shown. */
  const pressOn = async (panel: Frame, key: string): Promise<void> => {
    const before = await shown(panel);
    await page.keyboard.press(key);
    await expect.poll(() => shown(panel)).not.toBe(before);
  };

  it('asks once who annotates, with git’s name to begin with', async () => {
    await runCommand(page, 'Blindspot: Annotate');
    await quickPick(page, 'pairs é.jsonl').click();
    await page.locator('.quick-input-title', { hasText: 'Your name as an annotator' }).waitFor();
    expect(await quickInput(page).inputValue()).toBe('Anna Müller');
    await quickInput(page).press('Enter');
    const panel = await webview(page, 'annotation');
    await panel.locator('#example').waitFor();
    await panel.locator('.note', { hasText: 'line 13' }).waitFor();
    expect(await panel.locator('.note').allInnerTexts()).toEqual([
      expect.stringMatching(/^1 line of the set cannot be used: line 13, this is not JSON/),
      'Labels in other spellings were understood: “0” 1.',
    ]);
  });

  it('shows one example and no label, and can be read by a screen reader', async () => {
    const panel = await webview(page, 'annotation');
    await expect.poll(() => panel.locator('.progress p').innerText()).toBe('0 of 12 decided');
    expect(await panel.locator('.suggestion').count()).toBe(0);
    expect(await panel.locator('[role="status"]').innerText()).toMatch(/^Example 1 of 1[23]\. Premise: The lawyer .* Hypothesis: The actor/);
    expect(await unreadableInThemes(page, panel, 'annotation')).toEqual([]);
    expect(await outOfReach(page, panel)).toEqual([]);
  });

  it('has a decision on disk before the next example is there', async () => {
    const panel = await webview(page, 'annotation');
    await panel.locator('#example').focus();
    const first = await shown(panel);
    await pressOn(panel, '2');
    expect(await lines()).toEqual([expect.objectContaining({ id: first, decision: 'label', label: 'neutral' })]);
    expect(await panel.locator('[role="status"]').innerText()).toMatch(/^Decided\. Example 2 of 12\. Premise:/);
    const second = await shown(panel);
    await pressOn(panel, '1');
    const third = await shown(panel);
    await pressOn(panel, 'd');
    expect((await lines()).slice(1)).toEqual([
      expect.objectContaining({ id: second, decision: 'label', label: 'entailment' }),
      expect.objectContaining({ id: third, decision: 'discard' }),
    ]);
  });

  it('shows a hidden suggestion when it is asked for, and takes it when it is asked for again', async () => {
    const panel = await webview(page, 'annotation');
    const id = await shown(panel);
    await page.keyboard.press('a');
    await panel.locator('.suggestion').waitFor();
    const suggested = await panel.locator('.suggestion strong').innerText();
    await screenshot(page, 'annotation suggestion');
    await pressOn(panel, 'a');
    expect((await lines()).at(-1)).toMatchObject({ id, decision: 'accept', label: suggested });
  });

  it('undoes the latest decision and comes back to its example', async () => {
    const panel = await webview(page, 'annotation');
    const undone = (await lines()).at(-1)?.['id'];
    await pressOn(panel, 'u');
    expect(await shown(panel)).toBe(undone);
    expect((await lines()).at(-1)).toMatchObject({ id: undone, decision: 'undo' });
    await expect.poll(() => panel.locator('.progress p').innerText()).toMatch(/^3 of 12 decided/);
  });

  it('keeps a note with the decision, and its keys are letters while it is written', async () => {
    const panel = await webview(page, 'annotation');
    const id = await shown(panel);
    await page.keyboard.press('n');
    await page.keyboard.type('und 1 Adjektiv?');
    await page.keyboard.press('Enter');
    expect(await shown(panel)).toBe(id);
    await pressOn(panel, '3');
    expect((await lines()).at(-1)).toMatchObject({ id, decision: 'label', label: 'contradiction', note: 'und 1 Adjektiv?' });
  });

  it('goes to and fro, and lists its keys', async () => {
    const panel = await webview(page, 'annotation');
    const id = await shown(panel);
    await pressOn(panel, 'ArrowLeft');
    await panel.locator('.where .decided').waitFor();
    await pressOn(panel, 'ArrowRight');
    expect(await shown(panel)).toBe(id);
    await page.keyboard.press('?');
    await panel.locator('.keys').waitFor();
    expect(await panel.locator('.keys dt').allInnerTexts()).toEqual(['1', '2', '3', 'A', 'D', 'N', 'U', '→ ←', 'Space', '?']);
    expect(await unreadableInThemes(page, panel, 'annotation keys')).toEqual([]);
    await page.keyboard.press('?');
    await expect.poll(() => panel.locator('.keys').count()).toBe(0);
  });

  it('keeps a note to a decision also where its field is left without Enter', async () => {
    const panel = await webview(page, 'annotation');
    const open = await shown(panel);
    await panel.locator('#example').focus();
    await pressOn(panel, 'ArrowLeft');
    const decided = await shown(panel);
    await page.keyboard.press('n');
    await page.keyboard.type('left by a click ');
    await panel.getByRole('button', { name: 'Next', exact: true }).click();
    await expect.poll(() => shown(panel)).toBe(open);
    await expect.poll(async () => (await lines()).at(-1)).toMatchObject({ id: decided, decision: 'label', note: expect.stringContaining('left by a click') as string });
  });

  it('is where it was after a reload, with the note that was being written', async () => {
    const panel = await webview(page, 'annotation');
    const id = await shown(panel);
    await panel.locator('#example').focus();
    await page.keyboard.press('n');
    await page.keyboard.type('not finished');
    // The page tells what is typed three times a second.
    await pause(1000);
    await reloadWindow(page);
    const again = await webview(page, 'annotation');
    await expect.poll(() => shown(again)).toBe(id);
    expect(await again.locator('#note').inputValue()).toBe('not finished');
    await expect.poll(() => again.locator('.progress p').innerText()).toMatch(/^4 of 12 decided/);
    // The lock of the window before is gone, or lapses.
    await expect.poll(() => again.locator('.verdict:disabled').count(), { timeout: 30_000 }).toBe(0);
  });

  it('shows how far two annotators agree, and decides between them', async () => {
    const panel = await webview(page, 'annotation');
    const header = (await readFile(file, 'utf8')).split('\n')[0]?.replace('Anna Müller', 'Ben') ?? '';
    const others = (await lines())
      .filter(({ decision }) => decision === 'label')
      .map((line, index) => JSON.stringify({ ...line, label: index === 0 ? 'entailment' : line['label'] }));
    await writeFile(join(editor.workspace, '.blindspot', 'annotations', 'pairs-é.Ben.jsonl'), [header, ...others, ''].join('\n'));
    await panel.locator('[data-do="compare"]').click();
    await panel.locator('.agreement').waitFor();
    expect(await panel.locator('.agreement').innerText()).toMatch(/Anna Müller and Ben: 2 of 3 alike \(66\.7 %\)\. Cohen’s kappa 0\.50, 95 % interval \[/);
    await panel.locator('.agreement summary').focus();
    await page.keyboard.press('Space');
    await panel.locator('.disagreements').waitFor();
    expect(await panel.locator('.disagreements').innerText()).toMatch(/^Example\s+Anna Müller\s+Ben\s+Adjudicated\s+s\d+, line \d+\s+neutral\s+entailment\s+–$/);
    await panel.locator('#agreement-title').scrollIntoViewIfNeeded();
    expect(await unreadableInThemes(page, panel, 'annotation agreement')).toEqual([]);
    expect(await outOfReach(page, panel)).toEqual([]);
    await panel.locator('[data-do="adjudicate"]').focus();
    await page.keyboard.press('Enter');
    await panel.locator('.answers').waitFor();
    expect(await panel.locator('.answers').innerText()).toMatch(/Anna Müller neutral\s+Ben entailment/);
    expect(await unreadableInThemes(page, panel, 'adjudication')).toEqual([]);
    expect(await outOfReach(page, panel)).toEqual([]);
    await panel.locator('#example').focus();
    await page.keyboard.press('2');
    await panel.locator('.note.done').waitFor();
    const adjudication = await readFile(join(editor.workspace, '.blindspot', 'annotations', 'pairs-é.Anna-Müller-adjudication.jsonl'), 'utf8');
    expect(adjudication).toMatch(/"adjudicates":\["Anna Müller","Ben"\]\}\n\{"id":"s\d+","decision":"label","label":"neutral"/);
  });

  it('exports what was accepted as a training file, by keyboard, and opens it', async () => {
    const panel = await webview(page, 'annotation');
    const accepted = join(editor.workspace, 'pairs é.accepted.jsonl');
    await rm(accepted, { force: true });
    await panel.locator('[data-do="export"]').focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => quickInput(page).inputValue()).toBe(accepted);
    await answerFileDialog(page, accepted);
    // Three labels of Anna's, of which Ben disputed one and she decided it again; one that she discarded; eight open.
    const told = notification(page, /accepted\.jsonl: 3 accepted examples; left out: 1 discarded, 0 disputed, 8 not decided\./);
    await told.waitFor();
    const examples = (await readFile(accepted, 'utf8')).trimEnd().split('\n').map((line) => JSON.parse(line) as { source: { annotation: { dataset: string; decisions: { annotator: string }[] } } });
    expect(examples.map(({ source }) => source.annotation.dataset)).toEqual(['pairs é.jsonl', 'pairs é.jsonl', 'pairs é.jsonl']);
    expect(examples.map(({ source }) => source.annotation.decisions.map(({ annotator }) => annotator).join()).sort()).toEqual(['Anna Müller,Ben', 'Anna Müller,Ben', 'Anna Müller,Ben,Anna Müller']);
    await told.getByRole('button', { name: 'Open File' }).click();
    await page.getByRole('tab', { name: 'pairs é.accepted.jsonl' }).waitFor();
    await runCommand(page, 'View: Close Editor');
    await rm(accepted);
  });

  it('fits a narrow editor, as after zooming in to 200 %', async () => {
    const panel = await webview(page, 'annotation');
    expect(await unreadableZoomedIn(page, panel, 'annotation', '#example')).toEqual([]);
  });

  it('says which line of an edited annotation file is wrong, and opens it again when it is mended', async () => {
    await runCommand(page, 'View: Close All Editors');
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace('\n{', '\n<<<<<<< HEAD\n{'));
    await runCommand(page, 'Blindspot: Annotate');
    await quickPick(page, 'pairs é.jsonl').click();
    const panel = await webview(page, 'annotation');
    await panel.getByRole('alert').filter({ hasText: /Anna-Müller\.jsonl, line 2: git has left a conflict marker here/ }).waitFor();
    await screenshot(page, 'annotation conflict');
    await writeFile(file, text);
    await panel.locator('[data-do="openAgain"]').click();
    await panel.locator('#example').waitFor();
    expect(await readFile(file, 'utf8')).toBe(text);
  });

  it('only shows what another process annotates, and can be used when that is gone', async () => {
    await runCommand(page, 'View: Close All Editors');
    await rm(file);
    const sha256 = createHash('sha256').update(`${set.join('\n')}\n`).digest('hex');
    const holder = fork(resolve('test/fixtures/holdAnnotation.ts'), [editor.workspace, 'pairs é.jsonl', sha256, 'Anna Müller', 's5'], { execArgv: ['--import', 'tsx'] });
    await new Promise((held) => holder.once('message', held));
    await runCommand(page, 'Blindspot: Annotate');
    await quickPick(page, 'pairs é.jsonl').click();
    const panel = await webview(page, 'annotation');
    await panel.locator('.note.warning', { hasText: /^The annotation by Anna Müller is being written by a child \(process \d+ on .*Here it can only be read\.$/ }).waitFor();
    expect(await panel.locator('.verdict:not(:disabled)').count()).toBe(0);
    expect(await unreadable(panel)).toEqual([]);
    await screenshot(page, 'annotation held elsewhere');
    await panel.locator('#example').focus();
    await page.keyboard.press('1');
    expect(await lines()).toHaveLength(1);
    holder.kill('SIGKILL');
    await expect.poll(() => panel.locator('.verdict:not(:disabled)').count(), { timeout: 30_000 }).toBe(5);
    await pressOn(panel, '1');
    expect(await lines()).toHaveLength(2);
  });

  it('leaves nothing but annotations behind, and the set as it was', async () => {
    await runCommand(page, 'View: Close All Editors');
    const folder = join(editor.workspace, '.blindspot', 'annotations');
    await expect.poll(async () => (await readdir(folder)).sort()).toEqual(['pairs-é.Anna-Müller-adjudication.jsonl', 'pairs-é.Anna-Müller.jsonl', 'pairs-é.Ben.jsonl']);
    expect(await readFile(join(editor.workspace, 'pairs é.jsonl'), 'utf8')).toBe(`${set.join('\n')}\n`);
    await rm(folder, { recursive: true });
  });

  it('breaks no rule of the pages’ content security policy', () => {
    expect(editor.violations).toEqual([]);
  });
});
