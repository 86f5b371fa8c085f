import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import * as vscode from 'vscode';
import { lexicalOverlap } from '../../docs/examples/extensionApi';
import type { BlindspotApi, BlindspotExports, EvaluationRequest } from '../../src/vscode/api/blindspotApi';
import { sample } from '../vscode/sample';
import { inWorkspace } from './blindspot';

const model = inWorkspace(sample.model);
const data = inWorkspace(sample.hans);

describe('The API for other extensions', () => {
  it('evaluates and reports, as the documentation’s example does', async () => {
    const share = await lexicalOverlap(model, data, 1);
    const [run] = await (await api()).runs();
    assert.equal(run?.scored, 30);
    assert.deepEqual(run.selection, { kind: 'per-subcase', count: 1, seed: 1 });

    const report = await (await api()).report(run.id);
    assert.ok(report.kind === 'hans');
    const { correct, total } = report.heuristics.lexical_overlap['non-entailment'];
    assert.equal(total, 5);
    assert.equal(share, correct / total);
    assert.ok(Array.isArray(report.warnings));
  });

  it('says what is wrong with a request', async () => {
    const { evaluate } = await api();
    await assert.rejects(evaluate({ model, data: 'hans.tsv' }), /This is no evaluation:[\s\S]*an absolute path is expected/);
    await assert.rejects(evaluate({ model, data, colour: 'red' } as EvaluationRequest), /colour/);
    await assert.rejects(evaluate({ model: inWorkspace('missing.gguf'), data }), /missing\.gguf/);
  });

  it('refuses a caller that was written for another version', async () => {
    const { getApi } = await exported();
    assert.throws(() => getApi(2 as 1), /version 1 of its API; version 2 was asked for/);
  });
});

async function exported(): Promise<BlindspotExports> {
  const extension = vscode.extensions.getExtension<BlindspotExports>('blindspot.blindspot');
  if (extension === undefined) throw new Error('The extension is not installed.');
  return extension.activate();
}

async function api(): Promise<BlindspotApi> {
  return (await exported()).getApi(1);
}
