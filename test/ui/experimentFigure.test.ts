import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { carryOut, writeExperiment } from '../fixtures/experimentFiles';
import type { Editor } from '../vscode/editor';
import { useEditor } from '../vscode/editorOfSuite';
import { outOfReach } from '../vscode/keyboardReach';
import { answerFileDialog, focused, quickPick, reloadWindow, runCommand, screenshot, tabTo, unreadableInThemes, unreadableZoomedIn, webview } from '../vscode/workbench';

const name = 'étude 1';

/** One user's session: each test goes on where the one before it ended. */
describe('The figure of an experiment', () => {
  let editor: Editor;
  let page: Page;
  let file: string;

  useEditor(
    {
      name: 'experiment figure',
      prepare: async (workspace) => {
        const experiment = join(workspace, `${name}.experiment.json`);
        await writeExperiment(experiment, { startingPoints: [0, 1000, 2000], augmentationSizes: [0, 500, 1000], seeds: [1, 2] }, { training: 4000, matched: 300, perSubcase: 20 });
        await carryOut(experiment, ({ start, size, seed }) => start < 2000 && (seed !== 2 || start === 0 || size < 1000));
      },
    },
    (opened) => {
      editor = opened;
      ({ page } = opened);
      file = join(opened.workspace, `${name}.experiment.json`);
    },
  );

  it('is shown as far as it is done, a panel a starting point, by keyboard alone', async () => {
    await runCommand(page, 'Blindspot: Show Experiment Figure');
    const panel = await webview(page, 'experimentFigure');
    await expect.poll(() => panel.locator('[data-panel]').count()).toBe(3);
    await panel.getByText(/^not done yet$/).first().waitFor();
    // 3 tests at the start and for each of 3 conditions at 2 sizes, at 2 starting points; of the third, nothing is done.
    await expect.poll(() => panel.locator('[data-bar]').count()).toBe(2 * (3 + 3 * 6));
    expect(await unreadableInThemes(page, panel, 'experiment figure')).toEqual([]);
  });

  it('follows the experiment while it goes on', async () => {
    const panel = await webview(page, 'experimentFigure');
    await carryOut(file, () => true);
    await panel.getByText(/(\d+) of \1 jobs finished$/).waitFor();
    await expect.poll(() => panel.locator('[data-bar]').count()).toBe(3 * (3 + 3 * 6));
    expect(await panel.locator('progress').count()).toBe(0);
    expect(await panel.getByText(/^not done yet$/).count()).toBe(0);
  });

  it('can be read by a screen reader and in dark, light and high-contrast themes, in chart and tables', async () => {
    const panel = await webview(page, 'experimentFigure');
    expect(await unreadableInThemes(page, panel, 'experiment figure done')).toEqual([]);
    expect(await outOfReach(page, panel)).toEqual([]);
    await panel.evaluate("document.getElementById('comparisons-title').scrollIntoView()");
    await screenshot(page, 'experiment figure comparisons');
    await panel.evaluate("document.getElementById('points-title').scrollIntoView()");
    await screenshot(page, 'experiment figure accuracies');
    expect(await unreadableZoomedIn(page, panel, 'experiment figure', '.readout')).toEqual([]);
  });

  it('opens the run of a point by keyboard, and asks which where several seeds were run', async () => {
    const panel = await webview(page, 'experimentFigure');
    await tabTo(page, panel, '[data-panel="1000"] [data-bar]');
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => focused(panel, 'aria-label')).toMatch(/^1,000 original, then 500 more: MNLI matched \d+\.\d % \[.*\], 2 of 2 seeds\. Open the breakdown\.$/);
    await page.keyboard.press('Enter');
    await quickPick(page, 'Seed 2').click();
    const breakdown = await webview(page, 'breakdown');
    await breakdown.locator('h1').first().waitFor();
    await screenshot(page, 'experiment run');
    await runCommand(page, 'View: Close Editor');
  });

  it('moves through its table by arrow keys', async () => {
    const panel = await webview(page, 'experimentFigure');
    const cell = panel.locator('[data-point="1000/synthetic/500/hans-lexical-overlap"]');
    await cell.focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => focused(panel, 'data-point')).toBe('1000/synthetic/1000/hans-lexical-overlap-non-entailed');
    await page.keyboard.press('Enter');
    await quickPick(page, 'Seed 1').waitFor();
    await page.keyboard.press('Escape');
  });

  it('is saved as SVG and PNG, and its numbers are copied', async () => {
    const panel = await webview(page, 'experimentFigure');
    for (const [kind, begins] of [['SVG', '<svg'], ['PNG', '\u0089PNG']] as const) {
      const picture = join(editor.workspace, `figure of ${name}.${kind.toLowerCase()}`);
      await rm(picture, { force: true });
      await panel.getByRole('button', { name: `Save as ${kind}` }).click();
      await answerFileDialog(page, picture);
      await expect.poll(() => readFile(picture, 'latin1').catch(() => '')).toMatch(new RegExp(`^${begins}`));
    }
    await panel.getByRole('button', { name: 'Copy as CSV: Accuracies' }).click();
    await expect.poll(() => page.evaluate<string>('navigator.clipboard.readText()')).toMatch(/^Starting point,Condition,Size,Test,Accuracy/);
  });

  it('is there again after a reload', async () => {
    await reloadWindow(page);
    const panel = await webview(page, 'experimentFigure');
    await expect.poll(() => panel.locator('[data-panel]').count()).toBe(3);
  });

  it('breaks no rule of the pages’ content security policy', () => {
    expect(editor.violations).toEqual([]);
  });
});
