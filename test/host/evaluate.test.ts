import assert from 'node:assert/strict';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { readdir, readFile } from 'node:fs/promises';
import { describe, it } from 'mocha';
import * as vscode from 'vscode';
import { perSubcase, sample } from '../vscode/sample';
import { command, figure, inWorkspace, journalIds, until } from './blindspot';

const request = {
  model: inWorkspace(sample.model),
  adapter: null,
  data: inWorkspace(sample.hans),
};
const twoASubcase = { ...request, selection: { kind: 'per-subcase', count: 2, seed: 1 } };

describe('Evaluating on HANS', () => {
  it('scores the stratified sample, and leaves the extension host free meanwhile', async () => {
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    const record = await command('blindspot.evaluateHans', twoASubcase);
    delay.disable();
    figure('longest block of the extension host during a run', `${(delay.max / 1e6).toFixed(0)} ms`);

    assert.equal(record?.state, 'finished');
    assert.equal(record.scored, 60);
    assert.equal(new Set(await journalIds(record.id)).size, 60);
  });

  it('opens the breakdown of the run', async () => {
    await until('breakdown panel', () => breakdownTabs().at(0));
  });

  it('takes the finished run when it is asked for the same again', async () => {
    const first = await command('blindspot.evaluateHans', twoASubcase);
    const again = await command('blindspot.evaluateHans', twoASubcase);
    assert.equal(again?.id, first?.id);
    assert.equal((await journalIds(first?.id ?? '')).length, 60);
  });

  it('keeps what is scored when it is cancelled, and goes on from there', async () => {
    const everything = { ...request, selection: { kind: 'all' } };
    const before = await readdir(inWorkspace('.blindspot', 'runs'));
    const running = command('blindspot.evaluateHans', everything);
    const id = await until('new run', async () => (await readdir(inWorkspace('.blindspot', 'runs'))).find((run) => !before.includes(run)));
    await until('first score', async () => (await journalIds(id).catch(() => [])).at(0));
    await vscode.commands.executeCommand('blindspot.cancelEvaluation');
    assert.equal(await running, undefined);
    const record = JSON.parse(await readFile(inWorkspace('.blindspot', 'runs', id, 'run.json'), 'utf8')) as { state: string };
    assert.equal(record.state, 'cancelled');
    const scored = await journalIds(id);
    assert.ok(scored.length > 0 && scored.length < 30 * perSubcase, `${scored.length} scored`);

    const finished = await command('blindspot.evaluateHans', everything);
    const all = await journalIds(id);
    assert.equal(finished?.id, id);
    assert.deepEqual(all.slice(0, scored.length), scored);
    assert.equal(all.length, 30 * perSubcase);
    assert.equal(new Set(all).size, 30 * perSubcase);
  });

  it('scores each example once when the engine is killed under way', async () => {
    const other = { ...request, selection: { kind: 'limit', count: 250, seed: 5 } };
    const before = await readdir(inWorkspace('.blindspot', 'runs'));
    const running = command('blindspot.evaluateHans', other);
    const id = await until('new run', async () => (await readdir(inWorkspace('.blindspot', 'runs'))).find((run) => !before.includes(run)));
    await until('first score', async () => (await journalIds(id).catch(() => [])).at(0));
    const engines = await enginesOfThisHost();
    assert.equal(engines.length, 1);
    process.kill(engines[0] ?? 0, 'SIGKILL');

    assert.equal((await running)?.state, 'finished');
    const scored = await journalIds(id);
    assert.equal(scored.length, 250);
    assert.equal(new Set(scored).size, 250);
  });
});

describe('Importing predictions', () => {
  it('makes a run of them: half is right when every answer is entailment', async () => {
    const record = await command('blindspot.importPredictions', {
      predictions: inWorkspace(sample.predictions),
      data: inWorkspace(sample.hans),
    });
    assert.equal(record?.state, 'finished');
    assert.equal(record.accuracy, 0.5);
    assert.equal(record.scored, 30 * perSubcase);
  });
});

/** Process IDs of the engine's children, as Linux lists them. */
async function enginesOfThisHost(): Promise<number[]> {
  const children = (await readFile(`/proc/self/task/${process.pid}/children`, 'utf8')).trim().split(' ');
  const lines = await Promise.all(children.map(async (pid) => ({ pid, line: await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '') })));
  return lines.filter(({ line }) => line.includes('engine.mjs')).map(({ pid }) => Number(pid));
}

function breakdownTabs(): vscode.Tab[] {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  return tabs.filter(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith('blindspot.breakdown'));
}
