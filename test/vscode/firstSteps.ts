import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Frame, Page } from 'playwright-core';
import { answerFileDialog, patience, quickInput, runCommand, webview } from './workbench';

/** The environment of an editor on a machine without Node.js and without a network: whatever asks for an address is told that there is none. */
export function bareMachine(refused: string): Readonly<Record<string, string>> {
  return { PATH: '/nonexistent', NODE_OPTIONS: `--require=${resolve('test/vscode/noNetwork.cjs')}`, BLINDSPOT_TEST_REFUSED: refused };
}

/**
 * A first evaluation by keyboard alone: the palette, a model file, a HANS-style set that is made then, a sample.
 *
 * @returns the breakdown, once it is there to be read
 */
export async function firstBreakdown(page: Page, { model, perSubcase }: { readonly model: string; readonly perSubcase: number }): Promise<Frame> {
  await runCommand(page, 'Blindspot: Evaluate on HANS');
  await choose(page, 'Blindspot: Model', 'Choose a GGUF file');
  await answerFileDialog(page, model);
  await choose(page, 'Blindspot: Adapter', 'No adapter');
  await choose(page, 'Blindspot: HANS file', 'Make a HANS-style set');
  await choose(page, 'Blindspot: How many examples', 'Another number');
  await page.locator('.quick-input-title', { hasText: 'Examples of each subcase' }).waitFor();
  await quickInput(page).fill(String(perSubcase));
  await page.keyboard.press('Enter');
  const panel = await webview(page, 'breakdown');
  await panel.locator('[data-bar]').first().waitFor();
  return panel;
}

/** Answers the picker of this title by keyboard, with the row that typing this text finds. */
export async function choose(page: Page, title: string, text: string): Promise<void> {
  const picker = page.locator('.quick-input-widget', { has: page.locator('.quick-input-title', { hasText: title }) });
  const row = picker.locator('.quick-input-list .monaco-list-row.focused', { hasText: text });
  await picker.waitFor();
  const deadline = Date.now() + patience;
  // A picker that still fills itself moves the focus away, and a key that comes meanwhile is lost.
  while (await picker.isVisible()) {
    if (Date.now() > deadline) throw new Error(`The picker “${title}” does not take “${text}”.`);
    try {
      await quickInput(page).fill(text, { timeout: 3_000 });
      await row.waitFor({ timeout: 3_000 });
      await page.keyboard.press('Enter');
      await picker.waitFor({ state: 'hidden', timeout: 3_000 });
    } catch {
      await sleep(200);
    }
  }
}
