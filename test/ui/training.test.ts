import { appendFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Frame, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { trainerTools } from '../../scripts/trainerTools';
import { trainerEnvironments } from '../fixtures/cli';
import { quickSettings } from '../fixtures/pairs';
import { progress, told, trainingRecord } from '../fixtures/trainings';
import type { Editor } from '../vscode/editor';
import { useEditor } from '../vscode/editorOfSuite';
import { outOfReach } from '../vscode/keyboardReach';
import { sample } from '../vscode/sample';
import { writeSampleWorkspace } from '../vscode/sampleWorkspace';
import { answerFileDialog, chooseFromMenu, focused, notification, quickInput, quickPick, reloadWindow, runCommand, screenshot, tabTo, treeRow, unreadableInThemes, unreadableZoomedIn, webview } from '../vscode/workbench';

/** A training starts Python and torch, which takes a minute where other programs have the cores. */
const patience = 300_000;

/** Two trainings of a terminal, one of which was stopped. */
async function writeTrainings(workspace: string): Promise<void> {
  const trainings = [
    { record: trainingRecord('rank 16', { state: 'finished', progress: { step: 300, steps: 300, loss: 0.6, accuracy: 0.66 } }), events: told(300, 0.6) },
    { record: trainingRecord('rank 64', { progress: { step: 180, steps: 300, loss: 0.5, accuracy: 0.66 } }), events: told(180, 0.5) },
  ];
  for (const { record, events } of trainings) {
    const folder = join(workspace, '.blindspot', 'training', record.id);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'training.json'), JSON.stringify(record));
    await writeFile(join(folder, 'progress.jsonl'), events.map((event) => `${JSON.stringify(event)}\n`).join(''));
  }
}

/** A task of tasks.json whose base is a letter. */
async function writeTask(workspace: string): Promise<void> {
  const settings = { ...quickSettings, base: sample.noModel, data: sample.pairs, out: 'of a letter.gguf' };
  await writeFile(join(workspace, 'letter.json'), JSON.stringify(settings));
  await mkdir(join(workspace, '.vscode'), { recursive: true });
  await writeFile(join(workspace, '.vscode', 'tasks.json'), JSON.stringify({ version: '2.0.0', tasks: [{ label: 'learn from a letter', type: 'blindspot', task: 'classifier', config: 'letter.json', problemMatcher: [] }] }));
}

/** One user's session: each test goes on where the one before it ended. */
describe('Fine-tuning in the editor', () => {
  let editor: Editor;
  let page: Page;

  useEditor(
    {
      name: 'training',
      environment: { BLINDSPOT_TRAINER: trainerEnvironments },
      prepare: async (workspace) => {
        await trainerTools();
        await writeSampleWorkspace(workspace);
        await writeTrainings(workspace);
        await writeTask(workspace);
      },
    },
    (opened) => {
      editor = opened;
      ({ page } = opened);
    },
  );

  const write = async (panel: Frame, setting: string, text: string): Promise<void> => {
    await panel.locator(`#set-${setting}`).fill(text);
  };

  it('shows trainings over each other, and follows what a terminal adds', async () => {
    await runCommand(page, 'View: Close All Editors');
    await runCommand(page, 'Blindspot: Show Trainings');
    const panel = await webview(page, 'trainings');
    await tabTo(page, panel, 'input[type="checkbox"]:not(:checked)');
    await page.keyboard.press('Space');
    await panel.locator('.standing', { hasText: 'stopped after step 180 of 300' }).waitFor();
    await panel.locator('.standing', { hasText: 'finished: 300 steps in 12 min 34 s' }).waitFor();
    expect(await panel.locator('canvas').count()).toBe(6);
    await panel.evaluate('window.scrollTo(0, 0)');
    expect(await unreadableInThemes(page, panel, 'trainings')).toEqual([]);
    expect(await outOfReach(page, panel)).toEqual([]);
    expect(await unreadableZoomedIn(page, panel, 'trainings', '.legend')).toEqual([]);
    await panel.evaluate("document.getElementById('table-title').scrollIntoView()");
    await screenshot(page, 'trainings tables');
    const { id } = trainingRecord('rank 64');
    await appendFile(join(editor.workspace, '.blindspot', 'training', id, 'progress.jsonl'), `${JSON.stringify(progress(181, { steps: 300 }))}\n`);
    await panel.locator(`tr[data-training="${id}"]`, { hasText: '181 of 300' }).waitFor();
    await tabTo(page, panel, '[data-offer="resume"]');
    await tabTo(page, panel, 'vscode-button');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.evaluate<string>('navigator.clipboard.readText()')).toMatch(/^Training,Step,Loss/);
  });

  it('is live again after a reload, with the trainings that were chosen', async () => {
    await reloadWindow(page);
    const panel = await webview(page, 'trainings');
    const { id } = trainingRecord('rank 64');
    const row = panel.locator(`tr[data-training="${id}"]`);
    await expect.poll(() => panel.locator('input[type="checkbox"]:checked').count()).toBe(2);
    await row.filter({ hasText: '181 of 300' }).waitFor();
    await appendFile(join(editor.workspace, '.blindspot', 'training', id, 'progress.jsonl'), `${JSON.stringify(progress(182, { steps: 300 }))}\n`);
    await row.filter({ hasText: '182 of 300' }).waitFor();
  });

  it('fills in the form and keeps it as a file by keyboard alone', async () => {
    const type = async (setting: string, text: string): Promise<void> => {
      await tabTo(page, panel, `#set-${setting}`);
      await page.keyboard.press('Control+a');
      await page.keyboard.type(text);
    };
    await runCommand(page, 'View: Close All Editors');
    await runCommand(page, 'Blindspot: Fine-Tune Classifier');
    const panel = await webview(page, 'fineTune');
    await type('base', sample.model);
    await type('data', sample.pairs);
    await type('out', 'by keyboard.gguf');
    await type('rank', 'many');
    await tabTo(page, panel, '[data-do="start"]');
    await page.keyboard.press('Enter');
    // What is wrong comes first.
    await expect.poll(() => focused(panel, 'id')).toBe('set-rank');
    await page.keyboard.press('Control+a');
    await page.keyboard.type('8');
    await tabTo(page, panel, 'details:not([open]) > summary');
    await page.keyboard.press('Enter');
    await panel.locator('details[open] #set-device').waitFor();
    expect(await unreadableZoomedIn(page, panel, 'fine-tune', '[data-setting="rank"]')).toEqual([]);
    await tabTo(page, panel, '[data-do="save"]');
    await page.keyboard.press('Enter');
    const file = join(editor.workspace, 'by keyboard.training.json');
    await rm(file, { force: true });
    await answerFileDialog(page, file);
    await expect.poll(() => readFile(file, 'utf8').catch(() => '')).toMatch(/"rank": 8/);
  });

  it('checks the form while somebody types, measures, and trains', { timeout: 3 * patience }, async () => {
    await runCommand(page, 'View: Close All Editors');
    await runCommand(page, 'View: Show Explorer');
    await chooseFromMenu(page, treeRow(page, sample.pairs), 'Fine-Tune Classifier…');
    const panel = await webview(page, 'fineTune');
    expect(await panel.locator('#set-data').inputValue()).toBe(sample.pairs);
    expect(await panel.locator('#set-learningRate').inputValue()).toBe('0.00002');
    await write(panel, 'base', 'not there.gguf');
    await panel.getByText('There is no such file, and no model of this ID on this machine.').waitFor();
    await write(panel, 'rank', 'many');
    await panel.locator('#wrong-rank', { hasText: 'A number is expected.' }).waitFor();
    expect(await unreadableInThemes(page, panel, 'fine-tune')).toEqual([]);
    expect(await outOfReach(page, panel)).toEqual([]);

    await panel.evaluate("document.querySelector('[data-setting=rank]').scrollIntoView()");
    await screenshot(page, 'fine-tune settings');

    await write(panel, 'base', sample.model);
    for (const [setting, text] of Object.entries({ rank: '8', batchSize: '8', epochs: '4', learningRate: '0.01', gradientNorm: '1', validation: sample.pairs })) await write(panel, setting, text);
    await panel.locator('summary', { hasText: 'Machine' }).click();
    await panel.locator('#set-device').selectOption('cpu');
    await write(panel, 'threads', '1');
    await panel.locator('summary', { hasText: 'Checkpoints' }).click();
    await write(panel, 'checkPrompts', '0');
    await panel.locator('[data-do="measure"]').click();
    await panel.locator('.estimate', { hasText: /^About .* for 60 steps, and .* Measured: \d+ steps/ }).waitFor({ timeout: patience });
    await screenshot(page, 'fine-tune measured');
    await panel.locator('[data-do="start"]').click();

    const live = await webview(page, 'trainings');
    await live.locator('tr[data-state="finished"]', { hasText: '60 of 60' }).waitFor({ timeout: patience });
    await notification(page, /is trained: 60 steps, .* of the validation examples right/).waitFor({ timeout: patience });
    await screenshot(page, 'training finished');
  });

  it('offers base and adapter on HANS beside each other', async () => {
    await notification(page, 'is trained').getByRole('button', { name: 'Evaluate on HANS' }).click();
    await quickInput(page).waitFor();
    await quickPick(page, sample.hans).click();
    await quickPick(page, 'All examples').click();
    await page.locator('.tab', { hasText: /Compare: tiny llama é ↔ tiny llama é \+ / }).waitFor();
    await (await webview(page, 'compare')).locator('h1').waitFor();
    await screenshot(page, 'training compared');
  });

  it('tells why a training of tasks.json has failed, and shows its terminal', { timeout: patience }, async () => {
    await runCommand(page, 'View: Close All Editors');
    await runCommand(page, 'Tasks: Run Task');
    await quickPick(page, 'learn from a letter').click();
    const told = notification(page, /The training failed\. .*no model\.gguf is no model that transformers can read/);
    await told.waitFor({ timeout: patience });
    await screenshot(page, 'training failed');
    const terminal = page.locator('.part.panel').getByText('learn from a letter').first();
    await terminal.waitFor();
    await runCommand(page, 'View: Hide Panel');
    await terminal.waitFor({ state: 'hidden' });
    await told.getByRole('button', { name: 'Open Log' }).click();
    await terminal.waitFor();
  });
});
