import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startEditor, type Editor } from '../vscode/editor';
import { sample } from '../vscode/sample';
import { writeSampleWorkspace } from '../vscode/sampleWorkspace';
import { notification, runCommand, screenshot, screenshotInThemes, workbench } from '../vscode/workbench';

interface BadInput {
  readonly name: string;
  readonly command: string;
  readonly args: (file: (name: string) => string) => unknown;
  /** What the message must name: the file, and what is wrong with it. */
  readonly message: RegExp;
}

const everything = { kind: 'all' };

const badInputs: readonly BadInput[] = [
  {
    name: 'a file that is no GGUF',
    command: 'blindspot.evaluateHans',
    args: (file) => ({ model: file(sample.noModel), adapter: null, data: file(sample.hans), selection: everything }),
    message: /no model\.gguf.*GGUF/,
  },
  {
    name: 'a truncated GGUF',
    command: 'blindspot.evaluateHans',
    args: (file) => ({ model: file(sample.truncatedModel), adapter: null, data: file(sample.hans), selection: everything }),
    message: /truncated\.gguf is cut short/,
  },
  {
    name: 'an encoder',
    command: 'blindspot.evaluateHans',
    args: (file) => ({ model: file(sample.encoder), adapter: null, data: file(sample.hans), selection: everything }),
    message: /encoder\.gguf is an encoder/,
  },
  {
    name: 'an adapter for another model',
    command: 'blindspot.evaluateHans',
    args: (file) => ({ model: file(sample.model), adapter: file(sample.foreignAdapter), data: file(sample.hans), selection: everything }),
    message: /wide adapter\.gguf/,
  },
  {
    name: 'an empty data file',
    command: 'blindspot.evaluateFile',
    args: (file) => ({ model: file(sample.model), adapter: null, data: file(sample.emptyData), selection: everything }),
    message: /hans empty\.tsv.*empty/,
  },
  {
    name: 'a data file with a wrong row',
    command: 'blindspot.evaluateHans',
    args: (file) => ({ model: file(sample.model), adapter: null, data: file(sample.wrongData), selection: everything }),
    message: /wrong row\.tsv.*line 5/,
  },
  {
    name: 'predictions with an unknown ID',
    command: 'blindspot.importPredictions',
    args: (file) => ({ predictions: file(sample.unknownId), data: file(sample.hans) }),
    message: /unknown id\.csv.*ex999999/,
  },
  {
    name: 'predictions with a repeated ID',
    command: 'blindspot.importPredictions',
    args: (file) => ({ predictions: file(sample.repeatedId), data: file(sample.hans) }),
    message: /repeated id\.csv.*"ex0" comes twice/,
  },
  {
    name: 'predictions with a missing ID',
    command: 'blindspot.importPredictions',
    args: (file) => ({ predictions: file(sample.missingId), data: file(sample.hans) }),
    message: /missing id\.csv.*has no prediction/,
  },
];

describe('The message for', () => {
  let editor: Editor;
  let page: Page;

  beforeAll(async () => {
    editor = await startEditor({
      name: 'bad-input',
      prepare: writeSampleWorkspace,
      keybindings: (workspace) =>
        badInputs.map(({ command, args }, index) => ({
          key: `ctrl+alt+${index}`,
          command,
          args: args((name) => join(workspace, name)),
        })),
    });
    ({ page } = editor);
    await editor.open();
    await workbench(page);
    // Wakes the extension, so that the keys find their commands.
    await runCommand(page, 'Blindspot: Show Log');
  });

  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await screenshot(page, `failed ${task.name}`);
  });

  afterAll(async () => {
    await editor.close();
  });

  it.each(badInputs.map(({ name, message }, index) => [name, { message, index }] as const))('%s says what, where and what to do', async (_name, { message, index }) => {
    const shown = notification(page, message);
    await expect
      .poll(
        async () => {
          // A key that is pressed while the palette is closing is lost.
          await page.keyboard.press(`Control+Alt+${index}`);
          return shown.waitFor({ timeout: 10_000 }).then(
            () => true,
            () => false,
          );
        },
        { timeout: 80_000 },
      )
      .toBe(true);
    const text = await shown.locator('.notification-list-item-message').innerText();
    expect(text).not.toMatch(/defect of its own|\bat .*:\d+:\d+|undefined/);
    if (index === 0) await screenshotInThemes(page, 'error');
    await runCommand(page, 'Notifications: Clear All Notifications');
  });
});
