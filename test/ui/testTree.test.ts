import { readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { Editor } from '../vscode/editor';
import { useEditor } from '../vscode/editorOfSuite';
import { sample } from '../vscode/sample';
import { writeSampleWorkspace } from '../vscode/sampleWorkspace';
import { followLink, openViewContainer, quickPick, reloadWindow, runCommand, screenshot, treeRow, webview } from '../vscode/workbench';

/** One user's session: each test goes on where the one before it ended. */
describe('Failing examples in the Testing view and as a document', () => {
  let editor: Editor;
  let page: Page;

  useEditor({
    name: 'test-tree',
    prepare: writeSampleWorkspace,
    keybindings: (workspace) => [
      {
        key: 'ctrl+alt+1',
        command: 'blindspot.evaluateHans',
        args: { model: join(workspace, sample.model), adapter: null, data: join(workspace, sample.hans), selection: { kind: 'per-subcase', count: 2, seed: 1 } },
      },
      // The palette may take longer than all examples do.
      { key: 'ctrl+alt+2', command: 'testing.cancelRun', args: null },
    ],
  }, async (opened) => {
    editor = opened;
    ({ page } = opened);
    // Wakes the extension, so that the key finds its command.
    await runCommand(page, 'Blindspot: Show Log');
    await runCommand(page, 'View: Toggle Panel Visibility');
  });

  it('offers to evaluate a model where no run is chosen', async () => {
    await openViewContainer(page, 'Testing');
    await treeRow(page, 'No run is shown').waitFor();
    await runCommand(page, 'Test: Run All Tests');
    // Stays open: the empty result of this request must not hide the run that comes next.
    await quickPick(page, 'Choose a GGUF file').waitFor();
  });

  it('shows the run that was evaluated, by heuristic and subcase', async () => {
    await page.keyboard.press('Control+Alt+1');
    await treeRow(page, /tiny llama é on hans modèle.*\d+ of 60 fail/).waitFor();
    await webview(page, 'breakdown');
    await runCommand(page, 'View: Close All Editors');
    expect(await failed(page, 'tiny llama é on hans modèle').count()).toBe(1);
  });

  it('makes the failing examples of a subcase when it is opened', async () => {
    await openToExample(page);
    await screenshot(page, 'test tree');
  });

  it('says at the example’s line what was expected, what came, the three probabilities and the label mass', async () => {
    await openToExample(page);
    await exampleRow(page).dblclick();
    await page.locator('.tab', { hasText: sample.hans }).waitFor();
    await expect.poll(() => peekMessage(page), { timeout: 60_000 }).toMatch(inlineText);
    await screenshot(page, 'test message');
  });

  it('shows all of it again after a reload, and scores nothing', async () => {
    await reloadWindow(page);
    await openViewContainer(page, 'Testing');
    await failed(page, 'tiny llama é on hans modèle').waitFor();
    await openToExample(page);
    await expect.poll(() => inlineMessage(page), { timeout: 60_000 }).toMatch(inlineText);
    expect(await warmModel(page).count()).toBe(0);
  });

  it('stops at once when scoring again is cancelled, and shows what it knew before', async () => {
    await runCommand(page, 'Test: Run All Tests');
    await page.locator('.part.panel .xterm-rows', { hasText: /0\sof\s60\sexamples\sscored/ }).waitFor();
    await page.keyboard.press('Control+Alt+2');
    await expect.poll(() => page.locator('.part.sidebar .monaco-list-row .codicon-modifier-spin').count(), { timeout: 3000 }).toBe(0);
    await failed(page, 'tiny llama é on hans modèle').waitFor();
  });

  it('scores the examples again, and leaves the journal of the finished run as it was', async () => {
    const [run = ''] = await readdir(join(editor.workspace, '.blindspot', 'runs'));
    const journal = (): Promise<string> => readFile(join(editor.workspace, '.blindspot', 'runs', run, 'predictions.jsonl'), 'utf8');
    const before = await journal();
    await runCommand(page, 'Test: Run All Tests');
    await warmModel(page).waitFor();
    await page.locator('.part.panel .xterm-rows', { hasText: /All\s60\sanswers\sare\sthose/ }).waitFor();
    await failed(page, 'tiny llama é on hans modèle').waitFor();
    expect(await journal()).toBe(before);
    await screenshot(page, 'test tree scored again');
  });

  it('lists failing examples as a document, narrowed down, that is there again after a reload', async () => {
    await runCommand(page, 'View: Close All Editors');
    await runCommand(page, 'Blindspot: Open Failures');
    await quickPick(page, 'tiny llama é on hans modèle').click();
    await quickPick(page, 'Heuristic').click();
    await quickPick(page, 'Subsequence').click();
    await quickPick(page, /Open \d+ failing examples?.*subsequence/).click();
    await failureDocument(page).waitFor();
    await screenshot(page, 'failure document');
    await reloadWindow(page);
    await failureDocument(page).waitFor();
  });

  it('opens the data file beside it at a click on a line', async () => {
    const beside = page.locator('.editor-group-container').nth(1).locator('.tab', { hasText: sample.hans });
    await followLink(page.locator('.detected-link', { hasText: /line/ }).first(), beside);
  });

  it('says that the data file was changed, and shows no state', async () => {
    const file = join(editor.workspace, sample.hans);
    const original = await readFile(file, 'utf8');
    await openViewContainer(page, 'Testing');
    await failed(page, 'tiny llama é on hans modèle').waitFor({ timeout: 20_000 });
    await writeFile(file, `${original}\n`);
    await treeRow(page, 'The chosen run cannot be shown').waitFor();
    await treeRow(page, /hans modèle\.tsv is not the file that run .* its SHA-256 differs/).waitFor();
    expect(await failed(page, /./).count()).toBe(0);
    await screenshot(page, 'test tree of a changed file');
    await writeFile(file, original);
    await failed(page, 'tiny llama é on hans modèle').waitFor();
  });

  it('shows no run when it is deleted', async () => {
    const runs = join(editor.workspace, '.blindspot', 'runs');
    for (const run of await readdir(runs)) await rm(join(runs, run), { recursive: true });
    await treeRow(page, 'No run is shown').waitFor();
  });
});

const inlineText = /^Expected (non-)?entailment, predicted (entailment|neutral|contradiction) \(entailment [\d.]+, neutral [\d.]+, contradiction [\d.]+; label mass [\d.]+\)$/;

/** Opens the first failing heuristic and in it the first failing subcase, where they are closed. */
async function openToExample(page: Page): Promise<void> {
  const chain = [/tiny llama é on hans modèle/, /of 20 fail/, /[12] of 2 fails?.*gold /];
  for (const text of chain) {
    const row = failed(page, text);
    await row.waitFor();
    const opened = row.and(page.locator('[aria-expanded="true"]'));
    const open = async (): Promise<void> => {
      if ((await opened.count()) === 0) await row.locator('.monaco-tl-twistie').click();
      await opened.waitFor({ timeout: 3_000 });
    };
    // A row that is being made anew heeds no click.
    await open().catch(open);
  }
  await exampleRow(page).waitFor();
}

/** A row of the test tree whose state is failed. */
function failed(page: Page, text: string | RegExp): Locator {
  return page.locator('.part.sidebar .monaco-list-row', { hasText: text }).filter({ has: page.locator('.codicon-testing-failed-icon') }).first();
}

function exampleRow(page: Page): Locator {
  return failed(page, /→.*ex\d+/);
}

/** The text of the failure document, with the spaces that the editor draws. */
function failureDocument(page: Page): Locator {
  return page.locator('.view-lines', { hasText: /Failing\sexamples\sof\stiny\sllama\sé/ });
}

/** The model in memory, in the status bar. */
function warmModel(page: Page): Locator {
  return page.locator('.part.statusbar .statusbar-item[id$="blindspot.warmModel"]:visible', { hasText: 'tiny llama é' });
}

/**
 * The message of the test that was opened, as the editor shows it below the test's line. After the line it stands only
 * where a result has come since the editor of the file was made, which a busy machine may do later than it opens the file.
 */
async function peekMessage(page: Page): Promise<string> {
  const title = page.locator('.test-output-peek .peekview-title .filename');
  return ((await title.count()) === 0 ? '' : await title.first().innerText()).replaceAll('\u00a0', ' ').trim();
}

/** What the editor puts after the first line of a failing test: HANS's lines are long, so that it may be out of sight. */
async function inlineMessage(page: Page): Promise<string> {
  const messages = await page.locator('.test-error-content-widget .content').allTextContents();
  return (messages.at(0) ?? '').replaceAll('\u00a0', ' ').trim();
}
