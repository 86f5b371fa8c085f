import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { after, before, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { parseEvent, type ExperimentEvent } from '../../src/core/experiment/events';
import { manyPairs } from '../fixtures/pairs';
import { liveJobs } from '../fixtures/slurm';
import { baseAlone, sample } from '../vscode/sample';
import { inWorkspace, until } from './blindspot';

async function write(name: string, more: Readonly<Record<string, unknown>>): Promise<vscode.Uri> {
  const file = inWorkspace(`${name}.experiment.json`);
  await writeFile(file, JSON.stringify({ ...baseAlone, ...more }));
  return vscode.Uri.file(file);
}

async function events(name: string): Promise<ExperimentEvent[]> {
  const text = await readFile(inWorkspace('.blindspot', 'experiments', name, 'journal.jsonl'), 'utf8').catch(() => '');
  return text.split('\n').flatMap((line) => parseEvent(line) ?? []);
}

async function count(name: string, wanted: ExperimentEvent['type']): Promise<number> {
  return (await events(name)).filter(({ type }) => type === wanted).length;
}

function untilTwo(name: string, wanted: ExperimentEvent['type']): Promise<true> {
  return until(`two ${wanted} jobs`, async () => ((await count(name, wanted)) === 2 ? true : undefined));
}

async function lenses(uri: vscode.Uri): Promise<string[]> {
  await vscode.window.showTextDocument(uri);
  const found = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri);
  return found.map(({ command }) => (command?.title ?? '').replace(/^\$\([\w-]+\) /, ''));
}

async function untilLenses(uri: vscode.Uri, wanted: readonly string[]): Promise<void> {
  let found: readonly string[] = [];
  const look = async (): Promise<true | undefined> => {
    found = await lenses(uri);
    return JSON.stringify(found) === JSON.stringify(wanted) ? true : undefined;
  };
  await until('wanted lens', look, 60).catch(() => assert.deepEqual(found, wanted));
}

describe('An experiment', () => {
  before(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  // “Run Task” would offer them to the tests of other suites.
  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    for (const name of ['made new', 'short', 'long', 'queued']) await rm(inWorkspace(`${name}.experiment.json`), { force: true });
  });

  it('is made from a preset, with the data where it is', async () => {
    await vscode.commands.executeCommand('blindspot.newExperiment', { preset: 'laptop', name: 'made new' });
    const { document } = await until('editor', () => vscode.window.visibleTextEditors.find(({ document: { fileName } }) => fileName.endsWith('made new.experiment.json')));
    assert.match(document.getText(), /"preset": "laptop",\n[^]*"startingPoints": \[0, /);
  });

  it('runs as a task from its command to its end, and its file says what can be done with it', async () => {
    const uri = await write('short', { tests: { matched: { data: sample.pairs, limit: 30 }, hans: { data: sample.hans, perSubcase: 1 } } });
    await untilLenses(uri, ['Plan', 'Run', 'Figure']);
    await vscode.commands.executeCommand('blindspot.runExperiment', uri);
    await untilTwo('short', 'finished');
    await untilLenses(uri, ['Plan', 'Figure', '2 of 2 jobs finished']);
    const tasks = await vscode.tasks.fetchTasks({ type: 'blindspot' });
    assert.ok(tasks.some(({ name }) => name === 'run experiment: short.experiment.json'), tasks.map(({ name }) => name).join());
    assert.deepEqual((await events('short')).map(({ type }) => type).filter((type) => type !== 'submitted'), ['began', 'finished', 'finished']);
  });

  it('shows its plan as a document', async () => {
    await vscode.commands.executeCommand('blindspot.planExperiment', vscode.Uri.file(inWorkspace('short.experiment.json')));
    const { document } = await until('plan', () => vscode.window.visibleTextEditors.find(({ document: { uri } }) => uri.scheme === 'blindspot-plan'));
    assert.match(document.getText(), /Test a classifier +2 +2[^]*test on HANS: the base as it is\n +blindspot evaluate /);
  });

  it('stops with what it has done, and goes on from there to the end', async () => {
    const many = manyPairs(600);
    await writeFile(inWorkspace('many pairs.jsonl'), many.map((pair) => `${JSON.stringify(pair)}\n`).join(''));
    const uri = await write('long', { tests: { matched: { data: 'many pairs.jsonl', limit: many.length }, hans: { data: sample.hans, perSubcase: 1 } } });
    await vscode.commands.executeCommand('blindspot.runExperiment', uri);
    const handle = await until('job under way', async () => (await events('long')).flatMap((event) => (event.type === 'submitted' ? event.handle : []))[0]);
    const journal = `${handle.folder}/run/predictions.jsonl`;
    const scored = async (): Promise<string[]> => (await readFile(journal, 'utf8').catch(() => '')).split('\n').slice(0, -1);
    await until('first predictions', async () => ((await scored()).length > 0 ? true : undefined));
    await untilLenses(uri, ['Plan', 'Stop', 'Figure', '0 of 2 jobs finished, 1 under way']);
    await vscode.commands.executeCommand('blindspot.stopExperiment', uri);
    const before = await scored();
    assert.ok(before.length < many.length, 'it was stopped before its end');
    assert.deepEqual((await events('long')).map(({ type }) => type), ['began', 'submitted', 'stopped']);
    await untilLenses(uri, ['Plan', 'Resume', 'Figure', '0 of 2 jobs finished, 1 stopped']);

    await vscode.commands.executeCommand('blindspot.resumeExperiment', uri);
    await untilTwo('long', 'finished');
    const after = await scored();
    assert.deepEqual(after.slice(0, before.length), before);
    assert.equal(new Set(after.map((line) => (JSON.parse(line) as { id: string }).id)).size, many.length);
    assert.equal(after.length, many.length);
  });

  it('of Slurm goes on when it is stopped, until its jobs are cancelled as its notification offers', async function () {
    if (process.env['SLURM_CONF'] === undefined) this.skip();
    // Held, so that no job comes to its end before it is cancelled.
    const uri = await write('queued', { executor: 'slurm', jobs: 2, slurm: { sbatch: ['--hold'] }, tests: { matched: { data: sample.pairs, limit: 30 }, hans: { data: sample.hans, perSubcase: 1 } } });
    await vscode.commands.executeCommand('blindspot.runExperiment', uri);
    await untilTwo('queued', 'submitted');
    // What is told from now on is the first that is accepted.
    await vscode.commands.executeCommand('notifications.clearAll');
    await vscode.commands.executeCommand('blindspot.stopExperiment', uri);
    await untilLenses(uri, ['Plan', 'Resume', 'Stop', 'Figure', '0 of 2 jobs finished, 2 under way']);
    assert.notDeepEqual(await liveJobs(), []);
    assert.equal(await count('queued', 'stopped'), 0);

    await until('two cancelled jobs', async () => {
      await vscode.commands.executeCommand('notification.acceptPrimaryAction');
      return (await count('queued', 'stopped')) === 2 ? true : undefined;
    });
    assert.deepEqual(await liveJobs(), []);
    await untilLenses(uri, ['Plan', 'Resume', 'Figure', '0 of 2 jobs finished, 2 stopped']);
  });
});
