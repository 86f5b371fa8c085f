import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import manifest from '../../package.json';
import type { Editor } from '../vscode/editor';
import { useEditor } from '../vscode/editorOfSuite';
import { answerFileDialog, notification, openViewContainer, quickInput, runCommand, screenshot, useTheme, webview } from '../vscode/workbench';

const [tour] = manifest.contributes.walkthroughs;
const steps = tour?.steps ?? [];

/** The buttons of a step, as its description has them. */
const buttonsOf = (description: string): string[] => [...description.matchAll(/^\[(.+)\]\(command:/gm)].map(([, title = '']) => title);

/** The steps of a walk-through that one has gone back from are still there, disabled. */
const anyStep = '.getting-started-step:not([disabled])';
const shownPicture = "document.querySelector('.getting-started-media img')";

/** A newcomer's session: each test goes on where the one before it ended. */
describe('The walk-through', () => {
  let editor: Editor;
  let page: Page;

  useEditor({ name: 'walkthrough', withoutFolder: true }, async (opened) => {
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
  });
});
