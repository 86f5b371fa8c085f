import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { describe, it } from 'mocha';
import * as vscode from 'vscode';
import { generationRecordSchema } from '../../src/core/synthetic/generationRecord';
import { sample } from '../vscode/sample';
import { figure, inWorkspace, until } from './blindspot';

const out = inWorkspace('.blindspot', 'synthetic', 'tiny.jsonl');
const request = {
  model: inWorkspace(sample.model),
  adapter: null,
  examples: null,
  perLabel: 20,
  sampling: { temperature: 1, topP: 1, minP: 0, maxTokens: 16, grammar: false },
  notIn: [inWorkspace(sample.hans)],
  labelCheck: 'itself',
  seed: 1,
  out,
};

async function generate(changes: object = {}): Promise<unknown> {
  return vscode.commands.executeCommand('blindspot.generate', { ...request, ...changes });
}

describe('Generating synthetic data', () => {
  it('draws the samples, leaves the extension host free meanwhile, and opens the set', async () => {
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    const record = generationRecordSchema.parse(await generate());
    delay.disable();
    figure('longest block of the extension host during a generation', `${(delay.max / 1e6).toFixed(0)} ms`);
    assert.equal(record.state, 'finished');
    assert.equal(record.counts.samples, 60);
    assert.equal(record.notIn[0]?.file, inWorkspace(sample.hans));
    await until('open set', () => (vscode.window.activeTextEditor?.document.uri.fsPath === out ? true : undefined));
  });

  it('gives the same samples again', async () => {
    const rejected = inWorkspace('.blindspot', 'synthetic', 'tiny.rejected.jsonl');
    const before = await readFile(rejected, 'utf8');
    assert.equal(before.split('\n').length, 61);
    await generate();
    assert.equal(await readFile(rejected, 'utf8'), before);
  });

  it('has labels predicted by a classifier that is named, and records which', async () => {
    const adapter = inWorkspace(sample.ownAdapter);
    const record = generationRecordSchema.parse(await generate({ labelCheck: { adapter }, out: inWorkspace('.blindspot', 'synthetic', 'checked.jsonl') }));
    assert.equal(record.labelCheck, true);
    assert.equal(record.classifier?.adapter?.file, adapter);
  });

  it('gives other samples by another seed', async () => {
    const record = generationRecordSchema.parse(await generate({ seed: 2, out: inWorkspace('.blindspot', 'synthetic', 'other.jsonl') }));
    assert.equal(record.seed, 2);
    const texts = async (name: string): Promise<string[]> =>
      (await readFile(inWorkspace('.blindspot', 'synthetic', name), 'utf8')).trimEnd().split('\n').map((line) => (JSON.parse(line) as { text: string }).text);
    assert.notDeepEqual(await texts('other.samples.jsonl'), await texts('tiny.samples.jsonl'));
  });
});
