import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { ExperimentEvent } from '../../src/core/experiment/events';
import type { Job } from '../../src/core/experiment/job';
import type { OpenExperiment } from '../../src/ports/experimentStore';
import { FolderExperimentStore } from '../../src/storage/experiments/folderExperimentStore';
import { terminate } from '../../src/storage/terminate';
import { finishedJob, writeExperiment, type WrittenExperiment } from '../fixtures/experimentWorkspace';
import { manyPairs } from '../fixtures/pairs';
import type { Editor } from '../vscode/editor';
import { useEditor } from '../vscode/editorOfSuite';
import { baseAlone, sample } from '../vscode/sample';
import { writeSampleWorkspace } from '../vscode/sampleWorkspace';
import { chooseFromMenu, notification, onlyView, openViewContainer, quickInput, quickPick, runCommand, screenshot, screenshotInThemes, treeRow, webview, workbench } from '../vscode/workbench';

/** One user's session: each test goes on where the one before it ended. */
describe('Experiments in the editor', () => {
  let editor: Editor;
  let page: Page;
  let written: WrittenExperiment;
  let driver: OpenExperiment | undefined;

  useEditor({ name: 'experiments', prepare: writeSampleWorkspace }, (opened) => {
    editor = opened;
    ({ page } = opened);
  });

  const lens = (text: string): ReturnType<Page['locator']> => page.locator('.codelens-decoration a', { hasText: text }).first();
  const jobs = (title: RegExp): readonly Job[] => written.planned.plan.jobs.filter((job) => title.test(job.title));
  const submitted = async (job: Job): Promise<ExperimentEvent> => {
    const folder = path.join(editor.workspace, ...job.folder.split('/'));
    await mkdir(folder, { recursive: true });
    return { type: 'submitted', at: new Date().toISOString(), job: job.id, attempt: 1, handle: { executor: 'local', id: job.id.slice(0, 8), folder } };
  };

  it('begin with a file that is made from a preset', async () => {
    await openViewContainer(page, 'Blindspot');
    await page.locator('.part.sidebar .welcome-view-content', { hasText: 'An experiment trains and evaluates' }).first().waitFor();
    await screenshot(page, 'experiments welcome');
    await onlyView(page, 'Experiments');
    await runCommand(page, 'Blindspot: New Experiment');
    await quickPick(page, 'laptop').click();
    await quickInput(page).fill('small study');
    await page.keyboard.press('Enter');
    await page.locator('.tab', { hasText: 'small study.experiment.json' }).waitFor();
    await lens('Plan').waitFor();
    await lens('Run').waitFor();
    // The model and the data are not there.
    await treeRow(page, /small study.*smollm2-135m-instruct-q4_1/).waitFor();
  });

  it('are shown down to their jobs while somebody carries them out', async () => {
    written = await writeExperiment(editor.workspace, 'laptop', { startingPoints: [0, 1000, 2000], augmentationSizes: [0, 500, 1000], seeds: [1, 2] });
    const { store, planned } = written;
    driver = await store.open(planned.name, 'blindspot experiment run');
    const [first, ...others] = jobs(/^test on .*: (the base as it is|1,000 original, seed 1)$/);
    const done = [...jobs(/^hold out|^draw (1,000|2,000|what)|^train (the generator|on 1,000 original, seed 1)|^generate/), ...(first === undefined ? [] : [first]), ...others.slice(1)];
    const running = others[0];
    const [failed] = jobs(/^keep what/);
    if (running === undefined || failed === undefined) throw new Error('The plan lacks a job.');
    const handle = await submitted(running);
    await driver.append([
      { type: 'began', at: new Date().toISOString(), executor: 'local', jobs: planned.plan.jobs.length, inputs: {} },
      ...done.map((job) => finishedJob(job, 20 + job.work / 20)),
      { type: 'failed', at: new Date().toISOString(), job: failed.id, reason: 'It ended with exit code 1.' },
      handle,
    ]);
    await writeFile(path.join(editor.workspace, ...running.folder.split('/'), 'log'), 'Loading the model\n120 of 600 examples, 19.5 a second, 25 s left\n');

    await treeRow(page, new RegExp(`laptop.*running · ${done.length} of ${planned.plan.jobs.length}, 1 under way, 1 failed, \\d+ blocked by those · at least .* left`)).waitFor();
    await treeRow(page, /laptop/).click();
    await treeRow(page, /Starting point 0/).click();
    await treeRow(page, /No further examples/).click();
    await treeRow(page, /test on HANS.*120 of 600 examples, 19\.5 a second, 25 s left/).waitFor();
    await treeRow(page, /synthetic, biased.*blocked/).click();
    await treeRow(page, /500 examples/).waitFor();
    await screenshotInThemes(page, 'experiments');
  });

  it('follow the journal, and can be resumed when their driver is gone', async () => {
    const running = jobs(/^test on .*: the base as it is$/)[1];
    if (running === undefined || driver === undefined) throw new Error('The test before this one did not get here.');
    await driver.append([finishedJob(running, 31)]);
    await treeRow(page, /No further examples.*2 of 2/).waitFor();
    await driver.close();
    await treeRow(page, /laptop.*failed ·/).waitFor();
    await treeRow(page, /laptop/).hover();
    await page.locator('.part.sidebar .monaco-list-row', { hasText: /laptop/ }).getByRole('button', { name: 'Retry Failed Jobs' }).waitFor();
    await screenshot(page, 'experiments left');
    expect(await page.locator('.part.sidebar .monaco-list-row', { hasText: /laptop/ }).getByRole('button').count()).toBeGreaterThanOrEqual(2);
  });

  it('are offered to be resumed when the window was closed while they ran', async () => {
    const many = manyPairs(1200);
    await writeFile(path.join(editor.workspace, 'many pairs.jsonl'), many.map((pair) => `${JSON.stringify(pair)}\n`).join(''));
    const tests = { matched: { data: 'many pairs.jsonl', limit: many.length }, hans: { data: sample.hans, perSubcase: 1 } };
    await writeFile(path.join(editor.workspace, 'long.experiment.json'), JSON.stringify({ ...baseAlone, tests }));
    const store = new FolderExperimentStore(editor.workspace);
    const finished = async (): Promise<number> => (await store.events('long')).filter(({ type }) => type === 'finished').length;
    const scored = async (): Promise<string[]> => {
      const [handle] = (await store.events('long')).flatMap((event) => (event.type === 'submitted' ? event.handle : []));
      const text = handle === undefined ? '' : await readFile(path.join(handle.folder, 'run', 'predictions.jsonl'), 'utf8').catch(() => '');
      return text.split('\n').slice(0, -1);
    };
    await runCommand(page, 'View: Close All Editors');
    await runCommand(page, 'Blindspot: Run Experiment');
    await quickPick(page, 'long.experiment.json').click();
    await expect.poll(async () => (await scored()).length).toBeGreaterThan(0);
    const driver = await store.driverOf('long');
    await page.goto('about:blank');
    // Some windows leave their terminals to the server for a while.
    if (driver !== undefined) terminate(driver.pid);
    await editor.open();
    await workbench(page);
    const offer = notification(page, /long was under way when the window was closed: \d of 2 jobs finished/);
    await offer.getByRole('button', { name: 'Resume' }).click();
    await expect.poll(finished).toBe(2);
    const ids = (await scored()).map((line) => (JSON.parse(line) as { readonly id: string }).id);
    expect(ids).toHaveLength(many.length);
    expect(new Set(ids).size).toBe(many.length);
  });

  it('open the breakdown and the log of a finished test from the menu of its row', async () => {
    for (const other of ['laptop', 'small study']) await rm(path.join(editor.workspace, `${other}.experiment.json`));
    await openViewContainer(page, 'Blindspot');
    await onlyView(page, 'Experiments');
    await treeRow(page, /long.*2 of 2/).waitFor();
    await treeRow(page, /laptop|small study/).waitFor({ state: 'detached' });
    for (const title of [/^long/, 'Starting point 0', 'No further examples']) await unfold(treeRow(page, title));
    const row = treeRow(page, 'test on MNLI matched');
    await chooseWhileReadAnew(row, 'Open Run', page.locator('.tab', { hasText: /Breakdown: .*many pairs/ }).first());
    await (await webview(page, 'breakdown')).locator('h1').first().waitFor();
    await chooseWhileReadAnew(row, 'Open Log', page.locator('.tab').filter({ has: page.getByText('log', { exact: true }) }).first());
    const [handle] = (await new FolderExperimentStore(editor.workspace).events('long')).flatMap((event) => (event.type === 'submitted' ? event.handle : []));
    const [first = ''] = (await readFile(path.join(handle?.folder ?? '', 'log'), 'utf8')).split('\n');
    expect(first).not.toBe('');
    // The editor writes spaces as such that do not break.
    await expect.poll(async () => (await page.locator('.editor-group-container.active .view-lines').innerText()).replaceAll('\u00a0', ' ')).toContain(first);
  });

  /** The editor keeps rows as they were left. */
  async function unfold(row: Locator): Promise<void> {
    await row.waitFor();
    if ((await row.getAttribute('aria-expanded')) !== 'true') await row.click();
  }

  /** Where the view was being read anew, the choice is refused and made again. */
  async function chooseWhileReadAnew(row: Locator, text: string, outcome: Locator): Promise<void> {
    const refused = notification(page, 'The view was just being read anew');
    for (;;) {
      await chooseFromMenu(page, row, text);
      await outcome.or(refused).first().waitFor();
      if (await outcome.isVisible()) return;
      await runCommand(page, 'Notifications: Clear All Notifications');
    }
  }
});
