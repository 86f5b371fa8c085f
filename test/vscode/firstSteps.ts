import { resolve } from 'node:path';
import type { Frame, Page } from 'playwright-core';
import { answerFileDialog, choose, quickInput, runCommand, webview } from './workbench';

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
