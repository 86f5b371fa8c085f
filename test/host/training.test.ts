import assert from 'node:assert/strict';
import { mkdir, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { after, before, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { runRecordSchema } from '../../src/core/runs/record';
import { trainingRecordSchema, type TrainingRecord } from '../../src/core/training/record';
import { quickSettings } from '../fixtures/pairs';
import { sample } from '../vscode/sample';
import { inWorkspace, until } from './blindspot';

/** Seconds. Each training starts Python and torch, which takes a minute where other programs have the cores. */
const patience = 300;

const trainings = inWorkspace('.blindspot', 'training');

/** A configuration in the folder; its adapter has its name. @param ending of the file; “Run Task” offers by itself what has the usual one */
async function configure(name: string, more: Readonly<Record<string, unknown>> = {}, ending = '.training.json'): Promise<vscode.Uri> {
  const file = inWorkspace('adapters', `${name}${ending}`);
  const settings = { ...quickSettings, base: `../${sample.model}`, data: `../${sample.pairs}`, out: `${name}.gguf`, ...more };
  await mkdir(inWorkspace('adapters'), { recursive: true });
  await writeFile(file, JSON.stringify(settings));
  return vscode.Uri.file(file);
}

/** The training that writes the adapter of this name. */
async function recordOf(name: string): Promise<TrainingRecord | undefined> {
  for (const id of await readdir(trainings).catch(() => [])) {
    const text = await readFile(`${trainings}/${id}/training.json`, 'utf8').catch(() => undefined);
    if (text === undefined) continue;
    const record = trainingRecordSchema.parse(JSON.parse(text));
    if (record.config.out === inWorkspace('adapters', `${name}.gguf`)) return record;
  }
  return undefined;
}

/** A task that a tasks.json has under this label. */
async function taskOf(label: string, definition: vscode.TaskDefinition): Promise<vscode.Task> {
  await mkdir(inWorkspace('.vscode'), { recursive: true });
  await writeFile(inWorkspace('.vscode', 'tasks.json'), JSON.stringify({ version: '2.0.0', tasks: [{ label, problemMatcher: [], ...definition }] }));
  return until(`task “${label}”`, async () => (await vscode.tasks.fetchTasks({ type: definition.type })).find(({ name }) => name === label));
}

/** Waits until the training of this name is in this state. */
function untilState(name: string, state: TrainingRecord['state']): Promise<TrainingRecord> {
  return until(`training ${name} that is ${state}`, async () => {
    const record = await recordOf(name);
    return record?.state === state ? record : undefined;
  }, patience);
}

describe('Fine-tuning', function () {
  this.timeout(5 * 1000 * patience);

  before(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  // “Run Task” would offer it to the tests of other suites.
  after(() => rm(inWorkspace('.vscode'), { recursive: true, force: true }));

  it('runs as a task, from its configuration to an adapter that the engine has checked', async () => {
    await vscode.commands.executeCommand('blindspot.fineTune', await configure('quick', { validation: `../${sample.pairs}` }));
    const { progress, check, adapter } = await untilState('quick', 'finished');
    assert.equal(progress.step, 60);
    assert.equal(check?.full.sameAnswer, 50);
    assert.equal(adapter?.file, inWorkspace('adapters', 'quick.gguf'));
    assert.ok((await stat(inWorkspace('adapters', 'quick.gguf'))).size > 0);
  });

  it('is followed by base and adapter on the same examples of HANS', async () => {
    const training = await untilState('quick', 'finished');
    const asked = { training: training.id, data: inWorkspace(sample.hans), selection: { kind: 'per-subcase', count: 1, seed: 3 } };
    await vscode.commands.executeCommand('blindspot.evaluateAdapter', asked);
    const runs = await Promise.all((await readdir(inWorkspace('.blindspot', 'runs'))).map(async (id) => runRecordSchema.parse(JSON.parse(await readFile(inWorkspace('.blindspot', 'runs', id, 'run.json'), 'utf8')))));
    const both = runs.filter(({ selection }) => JSON.stringify(selection) === JSON.stringify(asked.selection));
    assert.deepEqual(both.map(({ state, scored }) => [state, scored]), [['finished', 30], ['finished', 30]]);
    const adapters = both.map(({ source }) => (source.kind === 'model' ? (source.adapter?.file ?? null) : undefined));
    assert.deepEqual(new Set(adapters), new Set([null, inWorkspace('adapters', 'quick.gguf')]));
    await until('comparison', () => vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).find(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith('blindspot.compare')));
  });

  it('is offered by Run Task for each configuration of the folder', async () => {
    const tasks = await vscode.tasks.fetchTasks({ type: 'blindspot' });
    assert.deepEqual(
      tasks.map(({ name, definition }) => [name, String(definition['task']), String(definition['config'])]),
      [['fine-tune classifier: adapters/quick.training.json', 'classifier', 'adapters/quick.training.json']],
    );
  });

  it('is taken from tasks.json, stops with a checkpoint, and goes on from it to the end', async () => {
    await configure('stopped', { epochs: 15, learningRate: 1e-3, checkPrompts: 0 }, '.json');
    await vscode.tasks.executeTask(await taskOf('learn the pairs', { type: 'blindspot', task: 'classifier', config: 'adapters/stopped.json' }));
    const { id } = await until('training under way', async () => {
      const record = await recordOf('stopped');
      return record !== undefined && (await readFile(`${trainings}/${record.id}/progress.jsonl`, 'utf8').catch(() => '')).includes('"progress"') ? record : undefined;
    }, patience);
    const stopped = trainingRecordSchema.parse(await vscode.commands.executeCommand('blindspot.stopTraining', id));
    assert.equal(stopped.state, 'cancelled');
    assert.ok(stopped.progress.step > 0 && stopped.progress.step < 225, `stopped after step ${stopped.progress.step}`);
    await vscode.commands.executeCommand('blindspot.resumeTraining', id);
    const finished = await untilState('stopped', 'finished');
    assert.equal(finished.id, id);
    assert.equal(finished.progress.step, 225);
  });
});
