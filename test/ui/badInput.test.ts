import { execFileSync } from 'node:child_process';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterEach, describe, expect, it } from 'vitest';
import type { Editor } from '../vscode/editor';
import { useEditor } from '../vscode/editorOfSuite';
import { sample } from '../vscode/sample';
import { writeSampleWorkspace } from '../vscode/sampleWorkspace';
import { notification, runCommand, screenshotInThemes } from '../vscode/workbench';

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
    name: 'a model whose labels begin with the same token',
    command: 'blindspot.evaluateHans',
    args: (file) => ({ model: file(sample.wordless), adapter: null, data: file(sample.hans), selection: everything }),
    message: /"(.+)" \(entailment\).*begin with the same token/,
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
  {
    name: 'a copy of HANS that is not the published one',
    command: 'blindspot.getData',
    args: (file) => ({ id: 'hans', from: file(sample.hans) }),
    message: /hans modèle\.tsv is not HANS, evaluation set as it was published: its SHA-256 is/,
  },
];

/** Nothing is wrong with it but the disk: the answers take more room than that has. */
const good = { perSubcase: 4, room: '24k' };
const goodInput: Pick<BadInput, 'command' | 'args'> = {
  command: 'blindspot.evaluateHans',
  args: (file) => ({ model: file(sample.model), adapter: null, data: file(sample.hans), selection: { kind: 'per-subcase', count: good.perSubcase, seed: 1 } }),
};

const keys = [...badInputs, goodInput].map((_, index) => `Control+Alt+${'0123456789JKLMNO'.charAt(index)}`);
const goodKey = keys.at(-1) ?? '';

describe('The message for', () => {
  let editor: Editor;
  let page: Page;

  useEditor({
    name: 'bad-input',
    prepare: writeSampleWorkspace,
    keybindings: (workspace) =>
      [...badInputs, goodInput].map(({ command, args }, index) => ({
        key: (keys[index] ?? '').replace('Control', 'ctrl').toLowerCase(),
        command,
        args: args((name) => join(workspace, name)),
      })),
  }, async (opened) => {
    editor = opened;
    ({ page } = opened);
    // Wakes the extension, so that the keys find their commands.
    await runCommand(page, 'Blindspot: Show Log');
  });

  it.each(badInputs.map(({ name, message }, index) => [name, { message, index }] as const))('%s says what, where and what to do', async (_name, { message, index }) => {
    await expectMessage(keys[index] ?? '', message);
    if (index === 0) await screenshotInThemes(page, 'error');
    await runCommand(page, 'Notifications: Clear All Notifications');
  });

  describe.runIf(process.getuid?.() === 0)('a disk that', () => {
    const place = (): string => join(editor.workspace, '.blindspot');
    const mount = async (options: string): Promise<void> => {
      await rm(place(), { recursive: true, force: true });
      await mkdir(place());
      execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', place()]);
    };

    afterEach(async () => {
      // Lazily: the editor may just be reading there.
      execFileSync('umount', ['--lazy', place()]);
      // A breakdown that was opened has the focus, and takes the keys.
      await runCommand(page, 'View: Close All Editors');
      await runCommand(page, 'Notifications: Clear All Notifications');
    });

    it('is full says so, and the run goes on when there is room', { timeout: 300_000 }, async () => {
      await mount(`size=${good.room}`);
      await expectMessage(goodKey, /Cannot write .*the disk is full\. Free some space and try again/);
      execFileSync('mount', ['-o', 'remount,size=8m', place()]);
      await runCommand(page, 'Notifications: Clear All Notifications');
      const runs = join(place(), 'runs');
      const [run = ''] = await readdir(runs);
      const read = (name: string): Promise<string> => readFile(join(runs, run, name), 'utf8');
      const kept = await read('predictions.jsonl');
      await page.keyboard.press(goodKey);
      await expect.poll(() => read('run.json'), { timeout: 60_000 }).toMatch(/"state": ?"finished"/);
      const journal = await read('predictions.jsonl');
      expect(journal.split('\n').length - 1).toBe(30 * good.perSubcase);
      // The last line may have been torn where the disk was full.
      expect(journal.startsWith(kept.slice(0, kept.lastIndexOf('\n') + 1))).toBe(true);
    });

    it('is read-only says so', async () => {
      await mount('ro,size=64k');
      await expectMessage(goodKey, /Cannot make the folder .*it is on a read-only disk/);
    });
  });

  async function expectMessage(key: string, message: RegExp): Promise<void> {
    const shown = notification(page, message);
    await press(key, shown);
    const text = await shown.locator('.notification-list-item-message').innerText();
    expect(text).not.toMatch(/please report it|\bat .*:\d+:\d+|undefined/);
  }

  /** A key that is pressed while the palette is closing is lost: it is pressed until its outcome is there, each time for longer. */
  async function press(key: string, outcome: Locator): Promise<void> {
    let timeout = 2_500;
    await expect
      .poll(
        async () => {
          timeout *= 2;
          await page.keyboard.press(key);
          return outcome.waitFor({ timeout }).then(
            () => true,
            () => false,
          );
        },
        { timeout: 100_000 },
      )
      .toBe(true);
  }
});
