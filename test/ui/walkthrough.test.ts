import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import manifest from '../../package.json';
import { trainingRecord } from '../fixtures/trainings';
import type { Editor, Keybinding } from '../vscode/editor';
import { useEditor } from '../vscode/editorOfSuite';
import { choose } from '../vscode/firstSteps';
import { sample } from '../vscode/sample';
import { writeSampleWorkspace } from '../vscode/sampleWorkspace';
import { answerFileDialog, notification, openViewContainer, quickInput, quickPick, reloadWindow, runCommand, screenshot, treeRow, useTheme, webview } from '../vscode/workbench';

const [tour] = manifest.contributes.walkthroughs;
const steps = tour?.steps ?? [];

/** The buttons of a step, as its description has them. */
const buttonsOf = (description: string): string[] => [...description.matchAll(/^\[(.+)\]\(command:/gm)].map(([, title = '']) => title);

const allButTraining = ['folder', 'model', 'data', 'evaluate', 'failure', 'generate', 'annotate'];

/** The steps of a walk-through that one has gone back from are still there, disabled. */
const anyStep = '.getting-started-step:not([disabled])';
const shownPicture = "document.querySelector('.getting-started-media img')";

/** What a newcomer would answer in pickers that other tests are about. */
const keybindings = (folder: string): readonly Keybinding[] => {
  const model = join(folder, sample.model);
  const sampling = { temperature: 1, topP: 1, minP: 0, maxTokens: 16, grammar: false };
  return [
    { key: 'ctrl+alt+1', command: 'blindspot.addModel', args: model },
    { key: 'ctrl+alt+2', command: 'blindspot.evaluateHans', args: { model, adapter: null, data: join(folder, sample.hans), selection: { kind: 'per-subcase', count: 1, seed: 1 } } },
    { key: 'ctrl+alt+3', command: 'blindspot.generate', args: { model, adapter: null, examples: null, perLabel: 1, sampling, notIn: [], labelCheck: 'off', seed: 1, out: join(folder, 'generated.jsonl') } },
    { key: 'ctrl+alt+4', command: 'blindspot.annotate', args: { file: join(folder, sample.hans) } },
  ];
};

/** A newcomer's session: each test goes on where the one before it ended. */
describe('The walk-through', () => {
  let editor: Editor;
  let page: Page;

  useEditor({ name: 'walkthrough', withoutFolder: true, keybindings }, async (opened) => {
    editor = opened;
    ({ page } = opened);
    // A narrower one has no room for the pictures.
    await page.setViewportSize({ width: 1500, height: 900 });
  });

  const begin = async (): Promise<void> => {
    await page.locator('.part.sidebar').getByRole('button', { name: 'Get started with Blindspot' }).click();
    await page.locator(anyStep).first().waitFor();
  };
  const open = async (id: string): Promise<Locator> => {
    const step = page.locator(`.getting-started-step[data-step-id$="#${id}"]`);
    const wide = page.locator(`.getting-started-step.expanded[data-step-id$="#${id}"]`);
    // The Escape key, which closes what a button asks, also leads out of the walk-through.
    if ((await page.locator(anyStep).count()) === 0) await begin();
    if (!(await wide.isVisible())) await step.click();
    await wide.waitFor();
    return wide;
  };
  /** Follows a step's button, and undoes nothing: whoever asked for it closes what came. */
  const press = async (id: string, title: string): Promise<void> => {
    await runCommand(page, 'Notifications: Clear All Notifications');
    await (await open(id)).locator('.button-container .monaco-button', { hasText: title }).click();
  };
  const picker = (title: string): Locator => page.locator('.quick-input-widget .quick-input-title', { hasText: title });
  const close = async (shown: Locator): Promise<void> => {
    await shown.waitFor();
    await page.keyboard.press('Escape');
    await shown.waitFor({ state: 'hidden' });
  };

  it('begins at a link where a newcomer looks first: in the view that is still empty', async () => {
    await openViewContainer(page, 'Blindspot');
    await begin();
    expect(await page.locator('.getting-started-step .step-title').allInnerTexts()).toEqual(steps.map(({ title }) => title));
  });

  it.each(steps)('shows the picture of “$title”, and its buttons', async ({ id, description, media }) => {
    const step = await open(id);
    const picture = page.locator('.getting-started-media img');
    await expect.poll(() => picture.getAttribute('alt')).toBe(media.altText);
    await expect.poll(() => page.evaluate<string>(`${shownPicture}?.currentSrc ?? ''`)).toContain(encodeURIComponent(media.image));
    await expect.poll(() => page.evaluate<number>(`${shownPicture}?.naturalWidth ?? 0`)).toBeGreaterThan(500);
    expect(await step.locator('.button-container').allInnerTexts()).toEqual(buttonsOf(description));
    await screenshot(page, `walkthrough ${id}`);
  });

  it('can be read in dark, light and high-contrast themes', async () => {
    for (const theme of ['light', 'high-contrast', 'dark'] as const) {
      await useTheme(page, theme);
      await open('evaluate');
      await screenshot(page, `walkthrough.${theme}`);
      // The editor cuts what it is about after three lines.
      expect(await page.evaluate<boolean>(`(({ scrollHeight, clientHeight }) => scrollHeight <= clientHeight)(document.querySelector('.getting-started-category .category-description'))`)).toBe(true);
    }
  });

  it('brings a model without a folder', async () => {
    await press('model', 'Download a Model');
    await close(picker('Blindspot: Download'));
    await press('model', 'Add a File');
    await close(picker('Add a model or an adapter'));
  });

  it.each([
    ['data', 'Get Data'],
    ['evaluate', 'Evaluate on HANS'],
    ['failure', 'Open Failures'],
    ['generate', 'Generate Synthetic Data'],
    ['annotate', 'Annotate'],
    ['train', 'Fine-Tune Classifier'],
  ])('says at “%s” that a folder is needed, and opens one', async (id, title) => {
    await press(id, title);
    await notification(page, 'open a folder first').getByRole('button', { name: 'Open Folder…' }).click();
    await close(picker('Open Folder'));
  });

  it('opens the folder, in which the view offers an evaluation and the walk-through goes on', async () => {
    await screenshot(page, 'no folder');
    await press('folder', 'Open Folder');
    await answerFileDialog(page, editor.workspace);
    await page.waitForURL(/[?&]folder=/);
    await openViewContainer(page, 'Blindspot');
    await page.locator('.part.sidebar').getByRole('button', { name: 'Evaluate on HANS', exact: true }).waitFor();
    await screenshot(page, 'empty folder');
    await page.locator('.getting-started-step[data-step-id$="#folder"][aria-checked="true"]').waitFor();
  });

  it.each([
    ['data', 'Get Data', 'Blindspot: Get Data'],
    ['evaluate', 'Evaluate on HANS', 'Blindspot: Model'],
    ['generate', 'Generate Synthetic Data', 'Blindspot: Model'],
    ['generate', 'Measure Bias', 'Blindspot: Measure Bias'],
    ['annotate', 'Annotate', 'Blindspot: Data file'],
  ])('asks at “%s” what “%s” is to be about', async (id, title, asked) => {
    await press(id, title);
    await close(picker(asked));
  });

  it('says at the failures that there is no run yet, and how to come by one', async () => {
    await press('failure', 'Open Failures');
    await notification(page, 'There is no run yet').getByRole('button', { name: 'Evaluate on HANS…' }).click();
    await close(picker('Blindspot: Model'));
    expect(await quickInput(page).isVisible()).toBe(false);
  });

  it('ends at the form of a training', async () => {
    await press('train', 'Fine-Tune Classifier');
    await (await webview(page, 'fineTune')).locator('#set-base').waitFor();
    await screenshot(page, 'walkthrough form');
  });

  /** The steps that are ticked off, as one sees them who comes back to the walk-through. */
  const ticked = async (): Promise<string[]> => {
    await runCommand(page, 'Welcome: Open Walkthrough');
    await choose(page, '', 'Get started with Blindspot');
    await page.locator(anyStep).first().waitFor();
    const done = await page.evaluate<string[]>(`[...document.querySelectorAll('${anyStep}[aria-checked="true"]')].map((step) => step.dataset.stepId.split('#').pop())`);
    return steps.map(({ id }) => id).filter((id) => done.includes(id));
  };

  it('has ticked off nothing that was only asked for', async () => {
    expect(await ticked()).toEqual(['folder']);
  });

  it('ticks off each step when what it is about has come about', { timeout: 240_000 }, async () => {
    await writeSampleWorkspace(editor.workspace);
    await runCommand(page, 'Blindspot: Get Data');
    await quickPick(page, 'Make a HANS-style set').click();
    await expect.poll(ticked).toEqual(['folder', 'data']);
    await page.keyboard.press('Control+Alt+1');
    await expect.poll(ticked).toEqual(['folder', 'model', 'data']);
    await page.keyboard.press('Control+Alt+2');
    await webview(page, 'breakdown');
    await expect.poll(ticked).toEqual(['folder', 'model', 'data', 'evaluate']);
    await runCommand(page, 'Blindspot: Open Failures');
    await choose(page, 'Blindspot: Run', 'tiny llama');
    await quickPick(page, /Open .*failing examples/).click();
    await expect.poll(ticked).toEqual(['folder', 'model', 'data', 'evaluate', 'failure']);
    await page.keyboard.press('Control+Alt+3');
    await page.locator('.tab', { hasText: 'generated.jsonl' }).waitFor();
    await expect.poll(ticked).toEqual(['folder', 'model', 'data', 'evaluate', 'failure', 'generate']);
    await page.keyboard.press('Control+Alt+4');
    await page.locator('.quick-input-title', { hasText: 'Your name as an annotator' }).waitFor();
    await quickInput(page).fill('newcomer');
    await page.keyboard.press('Enter');
    await (await webview(page, 'annotation')).locator('#example:focus').waitFor();
    expect(await ticked()).not.toContain('annotate');
    await page.keyboard.press('Control+Alt+4');
    await (await webview(page, 'annotation')).locator('#example').click();
    await page.keyboard.press('1');
    await expect.poll(ticked).toEqual(allButTraining);
  });

  it('ticks off a training of the terminal too, once its adapter is in the list', async () => {
    const out = join(editor.workspace, 'trained.gguf');
    const { id, ...record } = trainingRecord('trained', { state: 'finished', adapter: { file: out, sha256: 'a'.repeat(64) } });
    const folder = join(editor.workspace, '.blindspot', 'training', id);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'training.json'), JSON.stringify({ id, ...record }));
    await copyFile(join(editor.workspace, sample.ownAdapter), out);
    await runCommand(page, 'Blindspot: Download Model…');
    await close(picker('Blindspot: Download'));
    await expect.poll(ticked).toEqual(steps.map(({ id }) => id));
  });

  it('shows what came about again to one who has its ticks taken away', async () => {
    await runCommand(page, 'Developer: Reset Welcome Page Walkthrough Progress');
    await reloadWindow(page);
    await openViewContainer(page, 'Blindspot');
    await treeRow(page, 'tiny llama').waitFor();
    await expect.poll(ticked).toEqual(steps.map(({ id }) => id));
  });
});
