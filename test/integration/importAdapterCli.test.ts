import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { trainerTools } from '../../scripts/trainerTools';
import { runCli, type Outcome } from '../fixtures/cli';
import { tiedLlama, tinyLlama } from '../fixtures/models';

/* Folders that PEFT itself saved, on the test's Llama. */

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'blind spot – étranger '));
  const { python } = await trainerTools();
  for (const [name, task] of [
    ['causal', 'CAUSAL_LM'],
    ['classifier', 'SEQ_CLS'],
  ] as const) {
    const script = path.resolve('test/fixtures/makePeftFolder.py');
    await promisify(execFile)(python, [script, await tinyLlama(), path.join(folder, name), task], { env: { ...process.env, OMP_NUM_THREADS: '1' } });
  }
  const pair = { id: 'a', premise: 'The lawyer saw the doctor.', hypothesis: 'The doctor slept.', label: 'neutral' };
  await writeFile(path.join(folder, 'pairs.jsonl'), `${JSON.stringify(pair)}\n`);
}, 300_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

async function add(name: string, ...more: string[]): Promise<Outcome> {
  return runCli(folder, 'models', 'add', name, '--base', await tinyLlama(), '--threads', '1', ...more);
}

interface Added {
  readonly id: string;
  readonly path: string;
  readonly head: boolean;
  readonly check: { readonly full: { readonly largest: number; readonly prompts: number; readonly sameAnswer: number } };
}

describe('blindspot models add', { timeout: 300_000 }, () => {
  it('makes an adapter of a PEFT folder, which answers in the engine as it does in PEFT and can be named', async () => {
    const outcome = await add('causal', '--json');
    expect(outcome).toMatchObject({ code: 0 });
    const added = JSON.parse(outcome.stdout) as Added;
    expect(added).toMatchObject({ id: 'causal', path: path.join(folder, 'models', 'causal.gguf'), head: false, check: { full: { prompts: 50, sameAnswer: 50 } } });
    expect(added.check.full.largest).toBeLessThan(0.02);
    expect(await readdir(path.join(folder, 'models'))).not.toContainEqual(expect.stringContaining('.work'));

    const listed = await runCli(folder, 'models', 'list', '--json');
    expect(JSON.parse(listed.stdout)).toMatchObject({ models: expect.arrayContaining([expect.objectContaining({ id: 'causal', kind: 'adapter', there: true })]) as object });
    const evaluated = await runCli(folder, 'evaluate', '--model', await tinyLlama(), '--adapter', 'causal', '--data', 'pairs.jsonl', '--threads', '1', '--gpu', 'off', '--json');
    expect(evaluated).toMatchObject({ code: 0 });
    expect(await add('causal')).toMatchObject({ code: 2, stderr: expect.stringContaining('is there already') as string });
  });

  it('carries a sequence classifier’s head along, with its rows in the order that is named', async () => {
    const outcome = await add('classifier', '--head-rows', 'contradiction,entailment,neutral', '--out', 'head.gguf');
    expect(outcome).toMatchObject({ code: 0, stdout: expect.stringMatching(/read as contradiction, entailment, neutral;.*\n.*PEFT differ by at most 0\.0[01]\d\d \(.*same answer to 50 of 50/) as string });
  });

  it('says what stood in the way, and leaves nothing', async () => {
    const tied = await runCli(folder, 'models', 'add', 'classifier', '--base', await tiedLlama(), '--out', 'none.gguf');
    expect(tied).toMatchObject({ code: 1, stderr: expect.stringContaining('tied embeddings') as string });
    expect(await runCli(folder, 'models', 'add', 'causal')).toMatchObject({ code: 2, stderr: expect.stringContaining('with --base') as string });
    expect(await add('pairs.jsonl')).toMatchObject({ code: 2, stderr: expect.stringContaining('leave it out') as string });
    expect(await add('causal', '--head-rows', 'neutral')).toMatchObject({ code: 2 });
    expect(await readdir(folder)).not.toContainEqual(expect.stringContaining('none.gguf'));
  });
});
